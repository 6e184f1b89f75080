import type { ResourceTypes } from '../../aws/cloudformation/resource-type.ts';
import { invalid } from '../../aws/cloudformation/template.ts';
import { region } from '../../aws/wire.ts';
import type { HttpApis } from '../http-apis.ts';

/** HTTP APIs that hand requests to Lambda functions. */
export function httpApiTypes(httpApis: HttpApis, urlSuffix: () => string): ResourceTypes {
  const remove = (physicalId: string) => httpApis.remove(physicalId);
  return {
    'AWS::ApiGatewayV2::Api': {
      create({ properties: { ProtocolType } }) {
        if (ProtocolType !== 'HTTP')
          throw invalid(`the protocol ${String(ProtocolType)} is not modelled here`);
        const id = httpApis.createApi();
        return { physicalId: id, attributes: toAttributes(id) };
      },
      update: (physicalId) => ({ physicalId, attributes: toAttributes(physicalId) }),
      delete: remove,
    },
    'AWS::ApiGatewayV2::Integration': {
      create({ properties }) {
        const { ApiId, IntegrationType, IntegrationUri, PayloadFormatVersion } = properties as Record<
          string,
          string
        >;
        if (IntegrationType !== 'AWS_PROXY' || PayloadFormatVersion !== '2.0') {
          throw invalid(`an integration ${IntegrationType} ${PayloadFormatVersion} is not modelled here`);
        }
        return { physicalId: httpApis.addIntegration(ApiId ?? '', IntegrationUri ?? '') };
      },
      delete: remove,
    },
    'AWS::ApiGatewayV2::Route': {
      create({ properties }) {
        const { ApiId, RouteKey, Target, AuthorizationType = 'NONE' } = properties as Record<string, string>;
        if (AuthorizationType !== 'NONE')
          throw invalid(`the authorizer ${AuthorizationType} is not modelled here`);
        const integrationId = (Target ?? '').replace(/^integrations\//, '');
        return { physicalId: httpApis.addRoute(ApiId ?? '', RouteKey ?? '', integrationId) };
      },
      delete: remove,
    },
    'AWS::ApiGatewayV2::Stage': {
      create({ properties }) {
        const { ApiId, StageName, AutoDeploy } = properties as Record<string, unknown>;
        if (StageName !== '$default' || AutoDeploy !== true) {
          throw invalid(`the stage ${String(StageName)}, deployed by hand, is not modelled here`);
        }
        httpApis.addStage(String(ApiId), StageName);
        return { physicalId: StageName };
      },
      update: (physicalId) => ({ physicalId }),
      delete() {},
    },
  };

  function toAttributes(id: string) {
    return { ApiId: id, ApiEndpoint: `https://${id}.execute-api.${region}.${urlSuffix()}` };
  }
}
