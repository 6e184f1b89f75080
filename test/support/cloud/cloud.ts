import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type AwsStandIn, startAwsStandIn } from '../aws/aws-stand-in.ts';
import { createCloudFormation, type StacksControl } from '../aws/cloudformation/cloudformation.ts';
import type { ResourceTypes } from '../aws/cloudformation/resource-type.ts';
import type { Endpoint } from '../aws/endpoint.ts';
import { createQueryEndpoint } from '../aws/query-protocol.ts';
import { type BucketsControl, createS3 } from '../aws/s3.ts';
import { createSsm, type ParametersControl } from '../aws/ssm.ts';
import { createSts } from './sts.ts';
import { region } from '../aws/wire.ts';
import { createAuthorizer } from './authorizer.ts';
import { createBucketDeliveries } from './bucket-delivery.ts';
import { createFunctionLogs } from './function-logs.ts';
import { createHttpApis } from './http-apis.ts';
import { type Host, startHttpsServer } from './https-server.ts';
import { createIam, type Iam } from './iam.ts';
import { createLambdaService, type LambdaService } from './lambda-service.ts';
import { destinationTypes } from './resource-types/destinations.ts';
import { functionTypes } from './resource-types/functions.ts';
import { httpApiTypes } from './resource-types/http-apis.ts';
import { queueTypes } from './resource-types/queues.ts';
import { recordedTypes } from './resource-types/recorded.ts';
import { roleTypes } from './resource-types/roles.ts';
import { scheduleTypes } from './resource-types/schedules.ts';
import { secretTypes } from './resource-types/secrets.ts';
import { tableTypes } from './resource-types/tables.ts';
import { sendToDeployed } from './send-to-deployed.ts';
import { createSelfSignedCertificate } from './self-signed-certificate.ts';

export interface CloudOptions {
  /** Of AWS's own API, plain HTTP. @default 0, any free one */
  readonly port?: number;
  /** Of deployed webhooks and function URLs, and of the hosts below, TLS. @default 0, any free one */
  readonly httpsPort?: number;
  /** Answers for a host that deployed functions call by TLS. */
  readonly hosts?: { readonly [host: string]: Host };
  /** In place of a delivery stream's own buffering time. @default as its template says */
  readonly bufferingMs?: number;
}

export interface Cloud {
  readonly aws: AwsStandIn;
  readonly stacks: StacksControl;
  readonly buckets: BucketsControl;
  readonly parameters: ParametersControl;
  readonly lambda: LambdaService;
  readonly iam: Iam;
  /** What the deployed URLs show, as PEM, for whoever is to trust it. */
  readonly certificate: string;
  /** Where the host of every deployed URL is. */
  readonly httpsPort: number;
  /** Writes what delivery streams hold back, as at the end of their buffering time. */
  flushDeliveries(): void;
  /** Does once what every deployed schedule does at its time; the status of each answer. */
  runSchedules(): Promise<readonly number[]>;
  /** Deletes what no stack has any more, as its service's own command would. */
  deleteByHand(type: string, physicalId: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * As much of AWS as a stack of ours needs to be deployed by the real CDK CLI and to work: CloudFormation over the
 * stand-in's services, Lambda in the real runtime client, HTTP APIs and IAM roles. docs/deploying.md says what it is not.
 */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const { port = 0, httpsPort = 0, hosts = {}, bufferingMs } = options;
  const now = Date.now;
  const folder = mkdtempSync(path.join(tmpdir(), 'session-enricher-cloud-'));
  const certificate = createSelfSignedCertificate([
    'localhost',
    ...['execute-api', 'lambda-url'].map((service) => `*.${service}.${region}.localhost`),
    ...Object.keys(hosts),
  ]);
  const certificateFile = path.join(folder, 'certificate.pem');
  writeFileSync(certificateFile, certificate.cert);
  let boundHttpsPort = httpsPort;
  const urlSuffix = () => `localhost:${boundHttpsPort}`;

  const iam = createIam();
  const s3 = createS3(now);
  const ssm = createSsm(now);
  const lambda = createLambdaService({
    iam,
    readObject: (bucket, objectKey) => s3.control.get(bucket, objectKey),
    folder,
    surroundings: () => ({
      AWS_ENDPOINT_URL: aws.url,
      NODE_EXTRA_CA_CERTS: certificateFile,
      STAND_IN_ROUTES: JSON.stringify(
        Object.fromEntries(Object.keys(hosts).map((host) => [host, `127.0.0.1:${boundHttpsPort}`])),
      ),
    }),
  });
  const httpApis = createHttpApis(lambda);
  // CloudFormation is a client of the services, so it joins them once they are there.
  const endpoints: Endpoint[] = [s3.endpoint];
  const aws = await startAwsStandIn({
    port,
    recordCalls: false,
    services: { ssm, logs: createFunctionLogs(lambda) },
    authorize: createAuthorizer(iam, (id) => aws.secrets.arn(id)),
    endpoints,
  });

  const client = { ...aws.clientOptions, maxAttempts: 1 };
  const sqs = new SQSClient(client);
  const secretsManager = new SecretsManagerClient(client);
  const eventBridge = new EventBridgeClient(client);
  const firehose = new FirehoseClient(client);
  const deliveries = createBucketDeliveries(aws.streams, s3.control, now);
  const functions = functionTypes({
    lambda: rotating(lambda, aws),
    iam,
    httpApis,
    endpoint: () => aws.url,
    urlSuffix,
  });
  const destinationsAndRules = destinationTypes({
    eventBridge,
    firehose,
    buckets: s3.control,
    deliveries,
    iam,
    bufferingMs,
  });
  const schedules = scheduleTypes({
    iam,
    readSecret: (id) => aws.secrets.value(id),
    send: (url, request) => sendToDeployed(url, certificate.cert, request),
    now,
    rule: destinationsAndRules['AWS::Events::Rule']!,
  });
  const types: ResourceTypes = {
    ...recordedTypes(ssm.control),
    ...roleTypes(iam),
    ...queueTypes(sqs),
    ...secretTypes(secretsManager, lambda),
    ...tableTypes(aws.tables),
    ...functions.types,
    ...httpApiTypes(httpApis, urlSuffix),
    ...destinationsAndRules,
    ...schedules.types,
  };
  const cloudFormation = createCloudFormation({
    types,
    now,
    urlSuffix,
    storedParameter: (name) => ssm.control.value(name),
    readTemplate: (url) => {
      const { bucket, objectKey } = toPlaceInBucket(url);
      return s3.control.get(bucket, objectKey)?.toString() ?? '';
    },
  });
  endpoints.unshift(createQueryEndpoint([cloudFormation, createSts(iam)]), (call) => lambda.describe(call));

  const https = await startHttpsServer({
    certificate,
    port: httpsPort,
    hosts,
    answer: (call) => httpApis.answer(call),
  });
  boundHttpsPort = https.port;

  return {
    aws,
    stacks: cloudFormation.control,
    buckets: s3.control,
    parameters: ssm.control,
    lambda,
    iam,
    certificate: certificate.cert,
    httpsPort: boundHttpsPort,
    flushDeliveries: () => deliveries.flush(),
    runSchedules: () => schedules.run(),
    async deleteByHand(type, physicalId) {
      await types[type]?.delete(physicalId, { type, logicalId: '', stackName: '', properties: {} });
    },
    async close() {
      await cloudFormation.control.settled();
      await functions.close();
      await lambda.close();
      deliveries.close();
      for (const one of [sqs, secretsManager, eventBridge, firehose]) one.destroy();
      await https.close();
      await aws.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Secrets Manager calls a function by its ARN, once its own policy allows it. */
function rotating(lambda: LambdaService, { secrets }: AwsStandIn): LambdaService {
  return {
    ...lambda,
    create(properties) {
      const arn = lambda.create(properties);
      secrets.setRotationFunction(arn, async (event) => {
        const { ok, errorType } = await lambda.invoke(arn, event);
        if (!ok) throw new Error(`the rotation function failed: ${errorType}`);
      });
      return arn;
    },
  };
}

/** The bucket is the first part of the path, or of the host: a large template to import comes by the latter. */
function toPlaceInBucket(url: string): { readonly bucket: string; readonly objectKey: string } {
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const [, bucketOfHost] = /^(.+)\.s3[.-]/.exec(hostname) ?? [];
  if (bucketOfHost !== undefined) return { bucket: bucketOfHost, objectKey: path };
  const [bucket = '', ...rest] = path.split('/');
  return { bucket, objectKey: rest.join('/') };
}
