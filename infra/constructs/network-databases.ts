import { existsSync } from 'node:fs';
import path from 'node:path';
import { IgnoreMode, RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Code, LayerVersion } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { type ServiceFunction, ServiceFunctionError } from './service-function.ts';

export interface NetworkDatabasesProps {
  /** Each `s3://bucket/key`, or the path of a file from where CDK runs. */
  readonly databases: readonly string[];
  /** The customer managed key that encrypts the objects. @default they have none */
  readonly objectKey?: IKey | undefined;
}

/**
 * Databases of networks that the tenant has: objects that a function reads as it starts, and files that go into a layer
 * beside its code.
 */
export class NetworkDatabases extends Construct {
  /** As functions/enrich/config.ts takes them. */
  readonly names: readonly string[];
  readonly #layers: readonly LayerVersion[];
  readonly #props: NetworkDatabasesProps;

  /** Throws ServiceFunctionError for a file that is not there. */
  constructor(scope: Construct, id: string, props: NetworkDatabasesProps) {
    super(scope, id);
    this.#props = props;
    const files = props.databases.filter((database) => !isObject(database));
    this.#layers = files.map((file, index) => toLayer(this, `Layer${index + 1}`, file));
    this.names = props.databases.map((one) => (isObject(one) ? one : `/opt/${path.basename(one)}`));
  }

  addTo(services: readonly ServiceFunction[], grantee: IGrantable): void {
    for (const { function: one } of services) one.addLayers(...this.#layers);
    const { databases, objectKey } = this.#props;
    const objects = databases.filter(isObject).map((database, index) => {
      const { hostname, pathname } = new URL(database);
      return Bucket.fromBucketName(this, `Bucket${index + 1}`, hostname).arnForObjects(
        decodeURIComponent(pathname.slice(1)),
      );
    });
    if (objects.length === 0) return;
    const { grantPrincipal } = grantee;
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['s3:GetObject'], resources: objects }),
    );
    if (objectKey) {
      grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({ actions: ['kms:Decrypt'], resources: [objectKey.keyArn] }),
      );
    }
  }
}

const isObject = (database: string) => database.startsWith('s3://');

function toLayer(scope: Construct, id: string, file: string): LayerVersion {
  if (!existsSync(file)) {
    throw new ServiceFunctionError(
      `no database of networks at ${file}: expected s3://bucket/key, or a file from where CDK runs`,
    );
  }
  return new LayerVersion(scope, id, {
    // The file alone, whatever else is in its folder.
    code: Code.fromAsset(path.dirname(file), {
      exclude: ['*', `!${path.basename(file)}`],
      ignoreMode: IgnoreMode.GIT,
    }),
    description: `${path.basename(file)}, networks of addresses`,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
