import { CfnOutput } from 'aws-cdk-lib';
import { CfnApiMapping, CfnDomainName } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct, type IConstruct } from 'constructs';

/** A name of your own for the webhook. */
export interface WebhookDomain {
  /** Bare host, for example `auth0-events.acme.example`. */
  readonly name: string;
  /** Of AWS Certificate Manager, in the account and Region of the stack, valid for the name. */
  readonly certificateArn: string;
}

export interface WebhookDomainNameProps {
  readonly domain: WebhookDomain;
  /** Of an HTTP API or a REST API: a regional name may lead to either. */
  readonly apiId: string;
  readonly stage: IConstruct & { readonly stageName: string };
}

/** The webhook under a name of yours, whose DNS record is made by hand: its target is an output. */
export class WebhookDomainName extends Construct {
  constructor(scope: Construct, id: string, { domain, apiId, stage }: WebhookDomainNameProps) {
    super(scope, id);
    const name = new CfnDomainName(this, 'Name', {
      domainName: domain.name,
      domainNameConfigurations: [
        {
          certificateArn: domain.certificateArn,
          endpointType: 'REGIONAL',
          securityPolicy: 'TLS_1_2',
        },
      ],
    });
    const mapping = new CfnApiMapping(this, 'Mapping', {
      apiId,
      domainName: name.ref,
      stage: stage.stageName,
    });
    mapping.node.addDependency(stage);
    new CfnOutput(this, 'Target', {
      value: name.attrRegionalDomainName,
      description: `CNAME or alias record of ${domain.name}`,
    });
  }
}
