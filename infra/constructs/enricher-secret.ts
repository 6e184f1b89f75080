import { type RemovalPolicy, SecretValue, Stack, Validations } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, ViaServicePrincipal } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface EnricherSecretProps {
  readonly tenant: string;
  /** Last part of the secret's name: `session-enricher/<tenant>/<name>`. */
  readonly name: string;
  /** What belongs into it; the console shows it beside the value. */
  readonly description: string;
  /**
   * The value at first: `'generated'` lets Secrets Manager draw 64 letters and digits; a text is a placeholder which says
   * what to put there and begins with `REPLACE_ME`. Changing it would overwrite a value that was filled in by hand.
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
    const { tenant, name, initialValue, encryptionKey } = props;

    this.secret = new Secret(this, 'Secret', {
      secretName: `session-enricher/${tenant}/${name}`,
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
  secret.encryptionKey?.grantDecrypt(viaSecretsManager(secret, grantee));
}

/** The same principal, as far as it acts through Secrets Manager. */
export function viaSecretsManager(secret: ISecret, grantee: IGrantable): ViaServicePrincipal {
  const { region } = Stack.of(secret);
  return new ViaServicePrincipal(`secretsmanager.${region}.amazonaws.com`, grantee.grantPrincipal);
}
