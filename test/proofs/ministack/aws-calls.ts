/** What of a deployed function Lambda would go by. */
export interface FunctionSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Calls of MiniStack for which the project has no client: it looks at who signs, and not at the signature. */
export function createAwsCalls(url: string) {
  const ask = async (service: string, target: string, method = 'GET'): Promise<Response> => {
    const scope = `dummy/20260101/us-east-1/${service}/aws4_request`;
    const answer = await fetch(`${url}${target}`, {
      method,
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
    });
    if (!answer.ok) throw new Error(`${service} answers ${answer.status} to ${method} ${target}`);
    return answer;
  };

  async function listKeys(bucket: string): Promise<string[]> {
    const keys: string[] = [];
    for (let next: string | undefined = ''; next !== undefined; ) {
      const token: string = next === '' ? '' : `&continuation-token=${encodeURIComponent(next)}`;
      const text = await (await ask('s3', `/${bucket}?list-type=2&max-keys=1000${token}`)).text();
      keys.push(...[...text.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = '']) => key));
      next = /<NextContinuationToken>([^<]+)</.exec(text)?.[1];
    }
    return keys;
  }

  return {
    /** A deployed function's time limit and environment, with every reference resolved. */
    async settingsOf(functionName: string): Promise<FunctionSettings> {
      const answer = await ask('lambda', `/2015-03-31/functions/${functionName}/configuration`);
      const { Environment, Timeout } = (await answer.json()) as {
        Environment: { Variables: Record<string, string> };
        Timeout: number;
      };
      return { environment: Environment.Variables, timeoutMs: Timeout * 1_000 };
    },
    createBucket: async (bucket: string): Promise<void> => void (await ask('s3', `/${bucket}`, 'PUT')),
    /** The template of a stack; undefined where there is none. */
    async templateOf(stackName: string): Promise<string | undefined> {
      const query = new URLSearchParams({
        Action: 'GetTemplate',
        Version: '2010-05-15',
        StackName: stackName,
      });
      const answer = await ask('cloudformation', `/?${query.toString()}`).catch(() => undefined);
      const [, body] = /<TemplateBody>([^]*)<\/TemplateBody>/.exec((await answer?.text()) ?? '') ?? [];
      return body?.replaceAll(
        /&(quot|lt|gt|apos|#39|amp);/g,
        (_whole, name: string) => characters[name] ?? '',
      );
    },
    /** Outputs of a deployed stack; undefined where there is none. */
    async outputsOf(stackName: string): Promise<Readonly<Record<string, string>> | undefined> {
      const query = new URLSearchParams({
        Action: 'DescribeStacks',
        Version: '2010-05-15',
        StackName: stackName,
      });
      const answer = await ask('cloudformation', `/?${query.toString()}`).catch(() => undefined);
      const text = (await answer?.text()) ?? '';
      if (!/<StackStatus>(?:CREATE|UPDATE)_COMPLETE</.test(text)) return undefined;
      const outputs = /<OutputKey>([^<]*)<\/OutputKey>\s*<OutputValue>([^<]*)</g;
      return Object.fromEntries([...text.matchAll(outputs)].map(([, key = '', value = '']) => [key, value]));
    },
    /** Every line of every object that has not been read before. */
    async readNewLines(bucket: string, seen: Set<string>): Promise<string[]> {
      const fresh = (await listKeys(bucket)).filter((key) => !seen.has(key));
      const lines: string[] = [];
      for (const key of fresh) {
        seen.add(key);
        const text = await (await ask('s3', `/${bucket}/${key}`)).text();
        lines.push(...text.split('\n').filter((line) => line !== ''));
      }
      return lines;
    },
  };
}

const characters: Readonly<Record<string, string>> = {
  quot: '"',
  lt: '<',
  gt: '>',
  apos: "'",
  '#39': "'",
  amp: '&',
};
