import { type PrivacyAction, privacyActions } from './privacy-action.ts';

/** What of an event and its session may reach a record, and in which form. */
export interface PrivacyRules {
  /** Keys of `session_metadata` that records may carry, wherever Auth0 puts it. @default none */
  readonly sessionMetadata?: readonly string[];
  /**
   * By Auth0's path of the field: of the event `user_name`, `details.request.ip`; of the session `session.user_id`,
   * `session.device.last_ip`. Lists are entered: `details.prompts.user_name`. A path to an object means all beneath.
   */
  readonly fields?: { readonly [path: string]: PrivacyAction };
  /** Key of the hash (HMAC-SHA256). Required by `hash`: without a key, names and addresses are found by trying. */
  readonly hashKey?: string;
}

/** Rules by path, as a tree: an action stands for everything beneath. */
export interface RuleTree {
  readonly action?: PrivacyAction;
  readonly children: Map<string, RuleTree>;
}

export interface ReadRules {
  readonly event: RuleTree;
  readonly session: RuleTree;
}

/** What the record is identified, classified and placed in time by. */
const fixedFields: ReadonlySet<string> = new Set(['type', 'date', 'log_id', '_id']);

/** Throws for rules that could not be kept: better no record than one that says too much. */
export function readRules({ fields = {}, hashKey }: PrivacyRules): ReadRules {
  const event: RuleTree = { children: new Map() };
  const session: RuleTree = { children: new Map() };
  for (const [path, action] of Object.entries(fields)) {
    if (!privacyActions.includes(action)) {
      throw new Error(
        `privacy.fields["${path}"] must be one of ${privacyActions.join(', ')}, got ${JSON.stringify(action)}`,
      );
    }
    if (action === 'hash' && (hashKey === undefined || hashKey === '')) {
      throw new Error(`privacy.fields["${path}"] is hash, which needs a hash key`);
    }
    const steps = path.split('.');
    if (steps.some((step) => step === ''))
      throw new Error(`privacy.fields["${path}"] must be a path such as user_name`);
    if (fixedFields.has(path))
      throw new Error(`privacy.fields["${path}"]: a record needs this field as it is`);
    if (path === 'session')
      throw new Error('privacy.fields["session"]: name a field of the session, such as session.user_id');
    if (steps[0] === 'session') addRule(session, steps.slice(1), action);
    else addRule(event, steps, action);
  }
  return { event, session };
}

function addRule(root: RuleTree, steps: readonly string[], action: PrivacyAction): void {
  let tree = root;
  for (const step of steps.slice(0, -1)) {
    const next = tree.children.get(step) ?? { children: new Map() };
    tree.children.set(step, next);
    tree = next;
  }
  const last = steps.at(-1) as string;
  const children = tree.children.get(last)?.children ?? new Map<string, RuleTree>();
  tree.children.set(last, { action, children });
}

/** The stricter of two actions on one value. */
export function toStricter(a: PrivacyAction | undefined, b: PrivacyAction): PrivacyAction {
  return a === undefined || privacyActions.indexOf(b) > privacyActions.indexOf(a) ? b : a;
}
