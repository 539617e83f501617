import { createReadStream, readFileSync } from 'node:fs'
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream/promises'
import { failureOf, RequestFailure } from './failure.ts'
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'

/** How long an answer may take, in milliseconds. */
const TIMEOUT_MS = 30_000

type Environment = Readonly<Record<string, string | undefined>>

/**
 * A tracking server's REST interface. `node:http` and not `fetch`, which cannot be told to trust a
 * certificate, nor how long a file is that it sends.
 * @see {@link https://mlflow.org/docs/latest/rest-api.html}
 */
export class TrackingServer {
  /** The address as it may be shown: without a password. */
  readonly address: string
  readonly #base: URL
  readonly #agent: HttpAgent
  readonly #authorization: string | undefined

  constructor(uri: string, env: Environment = process.env) {
    const base = new URL(uri)
    this.#authorization = authorizationOf(base, env)
    base.username = ''
    base.password = ''
    this.#base = base
    this.address = base.href.replace(/\/+$/, '')
    const { MLFLOW_TRACKING_SERVER_CERT_PATH: ca, MLFLOW_TRACKING_INSECURE_TLS: insecure } = env
    const rejectUnauthorized = insecure?.toLowerCase() !== 'true'
    this.#agent =
      base.protocol === 'https:'
        ? new HttpsAgent({
            keepAlive: true,
            rejectUnauthorized,
            ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
          })
        : new HttpAgent({ keepAlive: true })
  }

  /** Whether it is on this machine. */
  get isLocal(): boolean {
    return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(this.#base.hostname)
  }

  /** @param call E.g. `runs/log-batch`. @throws RequestFailure */
  post(call: string, body: unknown): Promise<unknown> {
    const text = JSON.stringify(body)
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    }
    return this.#ask(`/api/2.0/mlflow/${call}`, { method: 'POST', headers }, (request) => {
      request.end(text)
    })
  }

  /** @throws RequestFailure */
  get(call: string, query: Readonly<Record<string, string>>): Promise<unknown> {
    const path = `/api/2.0/mlflow/${call}?${new URLSearchParams(query).toString()}`
    return this.#ask(path, { method: 'GET' }, (request) => request.end())
  }

  /** Sends a file to be kept among the artifacts. @throws RequestFailure, or what reading the file throws. */
  async putArtifact(path: string, file: string, size: number): Promise<void> {
    const encoded = path.split('/').map(encodeURIComponent).join('/')
    const headers = { 'content-type': 'application/octet-stream', 'content-length': size }
    await this.#ask(
      `/api/2.0/mlflow-artifacts/artifacts/${encoded}`,
      { method: 'PUT', headers },
      (request) =>
        void pipeline(createReadStream(file), request).catch((e: Error) => request.destroy(e)),
    )
  }

  /** Lets go of the connections. */
  close(): void {
    this.#agent.destroy()
  }

  async #ask(
    path: string,
    options: RequestOptions,
    send: (request: ClientRequest) => void,
  ): Promise<unknown> {
    const url = new URL(this.#base)
    const [pathname = '', search = ''] = path.split('?')
    url.pathname = url.pathname.replace(/\/+$/, '') + pathname
    url.search = search
    const { status, headers, body } = await this.#exchange(url, options, send)
    if (status < 200 || status > 299) throw failureOf(status, body, headers)
    // A file that was taken is answered with nothing.
    if (options.method === 'PUT') return undefined
    try {
      return JSON.parse(body)
    } catch (cause) {
      throw new RequestFailure(
        `${url.pathname} answered with something that is not JSON. Is this an MLflow server?`,
        { code: 'foreign', isTransient: true, cause },
      )
    }
  }

  #exchange(
    url: URL,
    options: RequestOptions,
    send: (request: ClientRequest) => void,
  ): Promise<{ status: number; headers: IncomingMessage['headers']; body: string }> {
    const open = url.protocol === 'https:' ? httpsRequest : httpRequest
    const headers = {
      ...(options.headers as Record<string, string | number>),
      accept: 'application/json',
      ...(this.#authorization === undefined ? {} : { authorization: this.#authorization }),
    }
    return new Promise((resolve, reject) => {
      const fail = (cause: NodeJS.ErrnoException): void => {
        reject(
          new RequestFailure(messageOf(cause), {
            code: cause.code ?? 'NETWORK',
            isTransient: !/CERT|SSL|TLS|SELF_SIGNED/.test(cause.code ?? ''),
            cause,
          }),
        )
      }
      const request = open(url, { ...options, headers, agent: this.#agent }, (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (text: string) => (body += text))
        answer.on('error', fail)
        answer.on('end', () => {
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body })
        })
      })
      request.setTimeout(TIMEOUT_MS, () => {
        request.destroy(new Error(`no answer in ${TIMEOUT_MS / 1000} s`))
      })
      request.on('error', fail)
      send(request)
    })
  }
}

function messageOf(error: NodeJS.ErrnoException): string {
  // Several addresses of one name were tried, each with its own error.
  if (error instanceof AggregateError) return error.errors.map(String).join('; ')
  return error.message
}

function authorizationOf(base: URL, env: Environment): string | undefined {
  const {
    MLFLOW_TRACKING_USERNAME: name = decodeURIComponent(base.username),
    MLFLOW_TRACKING_PASSWORD: password = decodeURIComponent(base.password),
    MLFLOW_TRACKING_TOKEN: token = '',
  } = env
  if (name !== '') return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
  return token === '' ? undefined : `Bearer ${token}`
}
