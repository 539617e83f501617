import { createServer } from 'node:http'
import { afterAll, describe, expect, it } from 'vitest'
import { RequestFailure } from '../../../src/logger/mlflow/failure.ts'
import { MLflowLogger } from '../../../src/logger/mlflow/mlflow-logger.ts'
import { TrackingServer } from '../../../src/logger/mlflow/server.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'

let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined
const http = createServer((request, response) => answer(request, response))
const port = await new Promise<number>((resolve) => {
  http.listen(0, '127.0.0.1', () => resolve((http.address() as { readonly port: number }).port))
})
afterAll(() => {
  http.close()
  http.closeAllConnections()
})

/** What a request looks like to the server. */
async function heard(
  env: Readonly<Record<string, string>>,
  uri = `http://127.0.0.1:${port}`,
): Promise<{ readonly url?: string | undefined; readonly authorization?: string | undefined }> {
  const found = new Promise<IncomingMessage>((resolve) => {
    answer = (request, response) => {
      resolve(request)
      response.end('{}')
    }
  })
  await new TrackingServer(uri, env).get('runs/get', { run_id: 'a b' })
  const { url, headers } = await found
  return { url, authorization: headers.authorization }
}

describe('a request to a tracking server', () => {
  it('says who asks', async () => {
    expect(await heard({})).toEqual({
      authorization: undefined,
      url: '/api/2.0/mlflow/runs/get?run_id=a+b',
    })
    const basic = `Basic ${Buffer.from('me:se:cret').toString('base64')}`
    const env = { MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 'se:cret' }
    expect((await heard(env)).authorization).toBe(basic)
    expect((await heard({}, `http://me:se%3Acret@127.0.0.1:${port}`)).authorization).toBe(basic)
    expect((await heard({ MLFLOW_TRACKING_TOKEN: 't' })).authorization).toBe('Bearer t')
  })

  it('keeps the path of the address, and a password to itself', async () => {
    const uri = `http://me:secret@127.0.0.1:${port}/tools/mlflow/`
    expect((await heard({}, uri)).url).toBe('/tools/mlflow/api/2.0/mlflow/runs/get?run_id=a+b')
    expect(new TrackingServer(uri, {}).address).toBe(`http://127.0.0.1:${port}/tools/mlflow`)
  })

  it.each([
    [429, '{"error_code":"REQUEST_LIMIT_EXCEEDED","message":"slow down"}', true],
    [503, '<html>bad gateway</html>', true],
    [500, '', true],
    [401, 'You are not authenticated.', false],
    [400, '{"error_code":"INVALID_PARAMETER_VALUE","message":"no"}', false],
    [200, '<html>a login page</html>', true],
    [200, '', true],
  ])('that is answered with %i %s may be repeated: %s', async (status, body, isTransient) => {
    answer = (_, response) => {
      response.writeHead(status, { 'retry-after': '7' }).end(body)
    }
    const server = new TrackingServer(`http://127.0.0.1:${port}`, {})
    const error: unknown = await server.post('runs/log-batch', {}).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(RequestFailure)
    expect(error).toMatchObject({ isTransient })
    if (status === 429) {
      expect(error).toMatchObject({ code: 'REQUEST_LIMIT_EXCEEDED', retryAfterMs: 7000 })
    }
  })

  it('may be repeated when the connection breaks in the middle of an answer', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"half":')
      setImmediate(() => response.destroy())
    }
    const server = new TrackingServer(`http://127.0.0.1:${port}`, {})
    await expect(server.get('runs/get', {})).rejects.toMatchObject({ isTransient: true })
  })
})

describe('the options of MLflowLogger', () => {
  const uri = 'http://127.0.0.1:5000'

  it.each([
    [
      { uri: 'sqlite:///mlflow.db' },
      'MLFLOW_URI_NOT_HTTP',
      'mlflow server --backend-store-uri sqlite:///mlflow.db',
    ],
    [{ uri: './mlruns' }, 'MLFLOW_URI_NOT_HTTP', 'mlflow server --backend-store-uri ./mlruns'],
    [{ uri: 'databricks' }, 'MLFLOW_URI_NOT_HTTP', 'not supported'],
    [{ uri: 'databricks://profile' }, 'MLFLOW_URI_NOT_HTTP', 'not supported'],
    [{ uri: '' }, 'MLFLOW_URI_MISSING', 'MLFLOW_TRACKING_URI'],
    [{ uri: 5000 }, 'INVALID_OPTION', 'uri is 5000'],
    [{ uri, experiment: '' }, 'INVALID_OPTION', 'experiment is ""'],
    [{ uri, artifacts: 'last' }, 'INVALID_OPTION', "'best', 'all' or 'none'"],
    [{ uri, tags: { a: 1 } }, 'INVALID_OPTION', 'tags'],
    [{ uri, parentRun: 'yes' }, 'INVALID_OPTION', 'parentRun'],
    [{ uri, maxArtifactMb: -1 }, 'INVALID_OPTION', 'maxArtifactMb'],
    [{ uri, patienceS: Infinity }, 'INVALID_OPTION', 'patienceS'],
    [{ uri, prefix: 1 }, 'INVALID_OPTION', 'prefix'],
    [{ uri, experimentName: 'x' }, 'UNKNOWN_OPTION', 'Did you mean experiment?'],
  ])('%j: %s', (options, code, message) => {
    expect(() => new MLflowLogger(options as never)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    )
  })

  it('has its address from the environment where it is not given', () => {
    const before = process.env['MLFLOW_TRACKING_URI']
    try {
      delete process.env['MLFLOW_TRACKING_URI']
      expect(() => new MLflowLogger()).toThrow(
        expect.objectContaining({ code: 'MLFLOW_URI_MISSING' }),
      )
      process.env['MLFLOW_TRACKING_URI'] = uri
      expect(() => new MLflowLogger()).not.toThrow()
    } finally {
      if (before === undefined) delete process.env['MLFLOW_TRACKING_URI']
      else process.env['MLFLOW_TRACKING_URI'] = before
    }
  })
})
