import { AwsError } from './aws-error.ts';
import type { Service } from './wire.ts';

export type Fault =
  | { readonly kind: 'throttled' | 'denied' }
  /** The service is down: 503, or another 5xx. */
  | { readonly kind: 'unavailable'; readonly status?: number }
  | { readonly kind: 'error'; readonly code: string; readonly status?: number }
  /** The connection breaks. With `applied` the call has done its work before, and the caller cannot know. */
  | { readonly kind: 'reset'; readonly applied?: boolean }
  /** The work is done, but half of the answer gets lost. */
  | { readonly kind: 'truncated' }
  | { readonly kind: 'slow'; readonly ms: number }
  /** No answer ever comes. */
  | { readonly kind: 'hang' }
  /** A batch call succeeds, but the chosen entries of it fail. @default code 'InternalFailure' */
  | {
      readonly kind: 'partial';
      readonly fails: (index: number, entry: unknown) => boolean;
      readonly code?: string;
    };

export interface FaultRule {
  /** `sqs` or `sqs.SendMessageBatch`. @default every call */
  readonly on?: string;
  readonly fault: Fault;
  /** How many calls it befalls. @default every one, until it is taken back */
  readonly times?: number;
  /** Calls that pass before it begins. @default 0 */
  readonly after?: number;
  /** Befalls only the calls whose input it accepts. */
  readonly when?: (input: unknown) => boolean;
}

export interface FaultPlan {
  /** Returns a function that takes the fault back. */
  inject(rule: FaultRule): () => void;
  clear(): void;
  /** The faults that befall this call, in the order in which they were injected. */
  faultsOf(service: string, operation: string, input: unknown): readonly Fault[];
}

export function createFaultPlan(): FaultPlan {
  const active = new Set<{ rule: FaultRule; pass: number; left: number }>();
  return {
    inject(rule) {
      const one = { rule, pass: rule.after ?? 0, left: rule.times ?? Number.POSITIVE_INFINITY };
      active.add(one);
      return () => active.delete(one);
    },
    clear: () => active.clear(),
    faultsOf(service, operation, input) {
      const befalling: Fault[] = [];
      for (const one of active) {
        const { on = service, fault, when } = one.rule;
        if (on !== service && on !== `${service}.${operation}`) continue;
        if (when && !when(input)) continue;
        if (one.pass > 0) {
          one.pass--;
          continue;
        }
        befalling.push(fault);
        one.left--;
        if (one.left <= 0) active.delete(one);
      }
      return befalling;
    },
  };
}

/** The refusal that a fault stands for; undefined for those that act on the connection or on entries. */
export function toRefusal(fault: Fault, { throttled }: Service): AwsError | undefined {
  switch (fault.kind) {
    case 'throttled':
      return new AwsError(throttled.code, 'Rate exceeded', { status: throttled.status });
    case 'denied':
      return new AwsError('AccessDeniedException', 'the caller is not authorized to perform this action');
    case 'unavailable':
      return new AwsError('InternalFailure', 'the service is unavailable', { status: fault.status ?? 503 });
    case 'error':
      return new AwsError(fault.code, 'an injected fault', { status: fault.status ?? 400 });
    case 'reset':
    case 'truncated':
    case 'slow':
    case 'hang':
    case 'partial':
      return undefined;
  }
}
