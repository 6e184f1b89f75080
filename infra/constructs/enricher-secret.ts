import { type RemovalPolicy, SecretValue, Stack, Validations } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface EnricherSecretProps {
  /** `session-enricher/<tenant>/<name>`. */
  readonly secretName: string;
  /** What belongs into it; the console shows it beside the value. It may change: CloudFormation then leaves the value. */
  readonly description: string;
  /**
   * The value at first: `'generated'` lets Secrets Manager draw 64 letters and digits; a text is a placeholder which says
   * what to put there and begins with `REPLACE_ME`. It must depend on no setting: CloudFormation writes a value again
   * when `SecretString` or `GenerateSecretString` itself changes ("When you make a change to this property, a new secret
   * version is created", its reference says of these two alone), over whatever was filled in by hand.
   */
  readonly initialValue: string;
  /** Why Secrets Manager itself does not rotate it; `'rotated'` when it does. */
  readonly rotation: string;
  readonly removalPolicy: RemovalPolicy;
  /** @default the account's key for Secrets Manager */
  readonly encryptionKey?: IKey | undefined;
}

/** A secret with a name that a person can find, whose real value never passes through a template. */
export class EnricherSecret extends Construct {
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, props: EnricherSecretProps) {
    super(scope, id);
    const { secretName, initialValue, encryptionKey } = props;

    this.secret = new Secret(this, 'Secret', {
      secretName,
      description: props.description,
      removalPolicy: props.removalPolicy,
      ...(initialValue === 'generated'
        ? { generateSecretString: { passwordLength: 64, excludePunctuation: true } }
        : { secretStringValue: SecretValue.unsafePlainText(initialValue) }),
      ...(encryptionKey && { encryptionKey }),
    }) as ISecret;
    if (props.rotation !== 'rotated') {
      Validations.of(this.secret).acknowledge({ id: 'AwsSolutions-SMG4', reason: props.rotation });
    }
  }
}

/** Lets a function read a secret's values, and nothing else of it. */
export function grantReadSecret(secret: ISecret, grantee: IGrantable): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
  );
  grantKeyOfSecret(secret, grantee, ['kms:Decrypt']);
}

/**
 * Lets a function use the key of a secret, as far as it does so through Secrets Manager.
 *
 * CDK's own grants put this into the policy of the key, where a key of another stack would stay without it.
 */
export function grantKeyOfSecret(secret: ISecret, grantee: IGrantable, actions: string[]): void {
  if (!secret.encryptionKey) return;
  const { region, urlSuffix } = Stack.of(secret);
  const service = `secretsmanager.${region}.${urlSuffix}`;
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions,
      resources: [secret.encryptionKey.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': service } },
    }),
  );
}
