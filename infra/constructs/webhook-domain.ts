import { CfnOutput } from 'aws-cdk-lib';
import { CfnApiMapping, CfnDomainName, type HttpApi, type HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';

/** A name of your own for the webhook. */
export interface WebhookDomain {
  /** Bare host, for example `auth0-events.acme.example`. */
  readonly name: string;
  /** Of AWS Certificate Manager, in the account and Region of the stack, valid for the name. */
  readonly certificateArn: string;
}

export interface WebhookDomainNameProps {
  readonly domain: WebhookDomain;
  readonly httpApi: HttpApi;
  readonly stage: HttpStage;
}

/** The webhook under a name of yours, whose DNS record is made by hand: its target is an output. */
export class WebhookDomainName extends Construct {
  constructor(scope: Construct, id: string, { domain, httpApi, stage }: WebhookDomainNameProps) {
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
      apiId: httpApi.apiId,
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
