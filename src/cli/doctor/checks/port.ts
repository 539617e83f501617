import { createConnection, createServer } from 'node:net'
import { fail, ok } from '../check.ts'
import { echoed } from '../echo.ts'
import type { AddressInfo } from 'node:net'
import type { Check } from '../check.ts'

/** Whether a server on this machine can be reached from this machine. */
export const portCheck: Check = {
  id: 'port',
  title: 'Ports',
  onTimeout: 'fail',
  async run(_patient, signal) {
    const server = createServer()
    const address = (): AddressInfo => server.address() as AddressInfo
    const connect = () => createConnection(address().port, '127.0.0.1')
    try {
      await echoed(server, { port: 0, host: '127.0.0.1' }, connect, signal)
      return ok('free ones on 127.0.0.1', { tried: address().port })
    } catch (error) {
      const text = `no server on 127.0.0.1 can be reached: ${String(error)}`
      return fail(
        text,
        'Allow connections over the loopback interface (ip link set lo up, firewall).',
      )
    } finally {
      server.close()
    }
  },
}
