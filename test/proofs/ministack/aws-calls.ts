/** What of a deployed function Lambda would go by. */
export interface FunctionSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Calls of MiniStack for which the project has no client: it looks at who signs, and not at the signature. */
export function createAwsCalls(url: string) {
  const ask = async (service: string, target: string): Promise<Response> => {
    const scope = `dummy/20260101/us-east-1/${service}/aws4_request`;
    const answer = await fetch(`${url}${target}`, {
      headers: {
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
    });
    if (!answer.ok) throw new Error(`${service} answers ${answer.status} to GET ${target}`);
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
