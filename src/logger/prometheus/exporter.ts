import { createServer } from 'node:http'
import { AttuneError } from '../../errors.ts'
import { CONTENT_TYPE } from './exposition.ts'
import type { Server } from 'node:http'

export interface ExporterOptions {
  readonly port: number
  readonly host: string
  readonly path: string
}

/** Answers HTTP requests for one page, and does not keep the process alive for it. */
export class Exporter {
  readonly #server: Server
  readonly #options: ExporterOptions

  /** @param page Called for each request. */
  constructor(page: () => string, options: ExporterOptions) {
    this.#options = options
    this.#server = createServer((request, response) => {
      const [asked] = (request.url ?? '').split('?')
      const isRead = request.method === 'GET' || request.method === 'HEAD'
      if (asked !== options.path || !isRead) {
        response.writeHead(isRead ? 404 : 405, { 'content-type': 'text/plain; charset=utf-8' })
        response.end(`The metrics are at GET ${options.path}\n`)
        return
      }
      const text = page()
      response.writeHead(200, {
        'content-type': CONTENT_TYPE,
        'content-length': Buffer.byteLength(text),
      })
      response.end(request.method === 'HEAD' ? undefined : text)
    })
    this.#server.on('connection', (socket) => socket.unref())
    this.#server.unref()
  }

  /**
   * @returns The address of the page.
   * @throws {AttuneError} `PROMETHEUS_NOT_SERVED` when the port is taken or may not be used.
   */
  open(): Promise<string> {
    const { port, host, path } = this.#options
    return new Promise((resolve, reject) => {
      this.#server.once('error', (cause: NodeJS.ErrnoException) => {
        const isTaken = cause.code === 'EADDRINUSE'
        reject(
          new AttuneError(
            'PROMETHEUS_NOT_SERVED',
            `The metrics for Prometheus are not served at ${host}:${port}: ` +
              (isTaken
                ? 'another program (or another study) has that port. Give another port, or 0 for any.'
                : `${cause.message}. Give another host or port.`),
            { cause },
          ),
        )
      })
      this.#server.listen(port, host, () => {
        const address = this.#server.address()
        const actual = typeof address === 'object' && address ? address.port : port
        resolve(`http://${host.includes(':') ? `[${host}]` : host}:${actual}${path}`)
      })
    })
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}
