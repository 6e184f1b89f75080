export type JsonObject = Readonly<Record<string, unknown>>;

/** What one record breaks, in the order found, each path and message once. */
export interface Faults {
  /** `path`: JSON pointer into the record, empty for the record itself. */
  add(path: string, message: string): void;
  has(path: string): boolean;
  /** `/path message` each. */
  readonly lines: readonly string[];
}

export function createFaults(): Faults {
  const lines = new Set<string>();
  const paths = new Set<string>();
  return {
    add(path, message) {
      lines.add(`${path || '/'} ${message}`);
      paths.add(path);
    },
    has: (path) => paths.has(path),
    get lines() {
      return [...lines];
    },
  };
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** A value for a message: short, whatever a hostile record holds. */
export function show(value: unknown): string {
  if (typeof value === 'object' && value !== null) return kindOf(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** One step of a JSON pointer. */
export const toStep = (key: string | number) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Not recursive: free-form parts may be nested thousands deep. */
export function refuseNulls(root: unknown, rootPath: string, faults: Faults): void {
  const open: [value: unknown, path: string][] = [[root, rootPath]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, path] = next;
    if (value === null) faults.add(path, 'must not be null: leave it out');
    else if (typeof value === 'object') {
      for (const [key, child] of Object.entries(value)) open.push([child, path + toStep(key)]);
    }
  }
}
