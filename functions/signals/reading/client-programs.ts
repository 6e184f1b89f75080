/** A program that names itself as a product in its user agent. */
export interface ClientProgram {
  readonly kind: 'script' | 'app';
  /** Left out for a browser without a window: its family is that of the browser. */
  readonly family?: string;
  /** Counts inside a browser's user agent, too: these drive a browser, or pose as one. */
  readonly isInBrowserAgent?: true;
}

const script = (family: string): ClientProgram => ({ kind: 'script', family });
const automated = (family: string): ClientProgram => ({ kind: 'script', family, isInBrowserAgent: true });
const headless: ClientProgram = { kind: 'script', isInBrowserAgent: true };
const app = (family: string): ClientProgram => ({ kind: 'app', family });

/**
 * By product name in lower case. Scripts are tools and libraries nobody browses with. Apps are the libraries through
 * which native applications speak HTTP; they are never scripts, for they use them rightly.
 */
export const clientPrograms: ReadonlyMap<string, ClientProgram> = new Map([
  ['curl', script('curl')],
  ['libcurl', script('curl')],
  ['wget', script('Wget')],
  ['python-requests', script('python-requests')],
  ['python-urllib', script('Python-urllib')],
  ['python-urllib3', script('python-urllib3')],
  ['python-httpx', script('python-httpx')],
  ['aiohttp', script('aiohttp')],
  ['scrapy', script('Scrapy')],
  ['go-http-client', script('Go-http-client')],
  ['axios', script('axios')],
  ['node', script('node')],
  ['node.js', script('node')],
  ['node-fetch', script('node-fetch')],
  ['undici', script('undici')],
  ['java', script('Java')],
  ['java-http-client', script('Java-http-client')],
  ['apache-httpclient', script('Apache-HttpClient')],
  ['libwww-perl', script('libwww-perl')],
  ['guzzlehttp', script('GuzzleHttp')],
  ['ruby', script('Ruby')],
  ['httpie', script('HTTPie')],
  ['postmanruntime', script('PostmanRuntime')],
  ['insomnia', script('insomnia')],
  ['powershell', automated('PowerShell')],
  ['windowspowershell', automated('PowerShell')],
  ['phantomjs', automated('PhantomJS')],
  ['cypress', automated('Cypress')],
  ['playwright', automated('Playwright')],
  ['puppeteer', automated('Puppeteer')],
  ['selenium', automated('Selenium')],
  ['headlesschrome', headless],
  ['headlessedg', headless],
  ['got', script('got')],
  ['needle', script('Needle')],
  ['bun', script('Bun')],
  ['deno', script('Deno')],
  ['reqwest', script('reqwest')],
  ['faraday', script('Faraday')],
  ['restsharp', script('RestSharp')],
  ['k6', script('k6')],
  ['reactornetty', script('ReactorNetty')],
  ['superagent', script('superagent')],
  ['hyper', script('hyper')],
  ['typhoeus', script('Typhoeus')],
  ['httpclient', script('HTTPClient')],
  ['vegeta', script('Vegeta')],
  ['fasthttp', script('fasthttp')],
  ['okhttp', app('okhttp')],
  ['cfnetwork', app('CFNetwork')],
  ['dart', app('Dart')],
]);
