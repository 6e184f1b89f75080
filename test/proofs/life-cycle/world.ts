import type { Place } from './steps.ts';

export type Outputs = Readonly<Record<string, string>>;

/** Where a life is played: an AWS that the CDK CLI deploys to, and what stands around it. */
export interface World {
  /** Of AWS's API, plain HTTP on 127.0.0.1. */
  readonly endpoint: string;
  /** Changes a synthesised app so that this AWS takes it. */
  fit(assembly: string): void;
  /** What `cdk deploy` needs here beside what the guide says. */
  readonly deployOptions: readonly string[];
  /** Of the deployed stack; undefined where there is none. */
  outputs(): Promise<Outputs | undefined>;
  /** As `aws cloudformation get-template` shows it; empty where there is no stack. */
  deployedTemplate(): Promise<string>;
  /** Told that a deployment has ended well. */
  deployed(): Promise<void>;
  /** Whether one log event was taken. */
  readonly send: {
    readonly webhook: (element: object) => Promise<boolean>;
    readonly partner: (element: object) => Promise<boolean>;
  };
  /** Everything that has arrived at a destination so far, whatever stack or bucket it went by. */
  records(place: Place): Promise<readonly string[]>;
  /** The collector takes what is sent to it, or answers 503. */
  setCollector(isUp: boolean): void;
  /** Writes what delivery streams hold back, as at the end of their buffering time. */
  flush(): void;
  /** Puts the application's credentials into their secret, and has the first token fetched. */
  fillApplication(): Promise<void>;
  /** Does once what each deployed schedule does at its time, and waits for what comes of it: what went wrong. */
  playHeartbeat(): Promise<string | undefined>;
  deleteGlueDatabase(name: string): Promise<void>;
  close(): Promise<void>;
}

export const stack = 'session-enricher-acme';
export const auth0Host = 'acme.eu.auth0.com';
export const collectorHost = 'splunk.example';
export const application = { client_id: 'client', client_secret: 'client-secret-0123456789' };
export const session = { id: 'session-0123456789abcdefghijk', user_id: 'auth0|1' };
