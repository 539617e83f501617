import { once } from 'node:events'
import type { ListenOptions, Server, Socket } from 'node:net'

/** Sends a word through a server and back. Rejects when it does not come back. */
export async function echoed(
  server: Server,
  where: ListenOptions,
  connect: () => Socket,
  signal: AbortSignal,
): Promise<void> {
  server.on('connection', (socket) => {
    // The other side may be gone first.
    socket.on('error', () => undefined)
    socket.pipe(socket)
  })
  server.listen(where)
  await once(server, 'listening', { signal })
  const socket = connect()
  try {
    socket.write('well')
    const [answer] = (await once(socket, 'data', { signal })) as [Buffer]
    if (answer.toString() !== 'well') throw new Error(`it said ${answer.toString()}`)
  } finally {
    socket.destroy()
  }
}
