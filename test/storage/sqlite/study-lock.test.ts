import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSqliteStorage } from '../../../src/storage/sqlite/open.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { kill, startTuner } from './start-tuner.ts'

const root = tempFolder()
let count = 0
const newPath = (): string => join(root, `study${count++}.db`)

const inUseBy = (pid: number | undefined): object =>
  expect.objectContaining({
    code: 'STUDY_IN_USE',
    message: expect.stringContaining(`process ${pid} on ${hostname()}`) as string,
  })

describe('a study has one tuner', () => {
  it('names the process that has it', async () => {
    const path = newPath()
    const holder = startTuner('hold', path)
    expect(await holder.lines.next()).toMatchObject({ value: 'open' })
    expect(() => openSqliteStorage(path)).toThrow(inUseBy(holder.process.pid))
    await kill(holder.process)
    openSqliteStorage(path).close()
  })

  it('is left free by a process that was killed, whoever has its process id now', () => {
    const path = newPath()
    openSqliteStorage(path).close()
    // As after a kill, with this very process as the one that got the id.
    const crashed = openSqliteStorage(path, { lock: false })
    crashed.setMeta('$holder', { pid: process.pid, host: hostname() })
    crashed.close()
    writeFileSync(`${path}-lock`, '')
    const again = openSqliteStorage(path)
    expect(again.getMeta('$holder')).toMatchObject({ pid: process.pid })
    again.close()
  })

  it('turns a second one away in the same process', () => {
    const path = newPath()
    const first = openSqliteStorage(path)
    expect(() => openSqliteStorage(path)).toThrow(inUseBy(process.pid))
    expect(() => openSqliteStorage(path)).toThrow(inUseBy(process.pid))
    first.append([{ type: 'tick', at: 1 }])
    first.close()
    openSqliteStorage(path).close()
  })

  it('lets others read, and write when asked to', () => {
    const path = newPath()
    const tuner = openSqliteStorage(path)
    tuner.append([{ type: 'tick', at: 1 }])
    const reader = openSqliteStorage(path, { readOnly: true })
    const writer = openSqliteStorage(path, { lock: false })
    writer.append([{ type: 'tick', at: 2 }])
    expect([...reader.events()]).toHaveLength(2)
    for (const storage of [reader, writer, tuner]) storage.close()
  })

  it('has exactly one where several begin at the same moment', async () => {
    const path = newPath()
    const tuners = [1, 2, 3].map(() => startTuner('hold', path))
    const said = await Promise.all(
      tuners.map(async ({ lines }) => String((await lines.next()).value)),
    )
    expect(said.filter((line) => line === 'open')).toHaveLength(1)
    expect(said.filter((line) => line.startsWith('STUDY_IN_USE'))).toHaveLength(2)
  })

  it('has at most one at any time while several come and go', async () => {
    const path = newPath()
    const tuners = [1, 2, 3].map(() => startTuner('compete', path))
    const said = await Promise.all(tuners.map(({ lines }) => lines.next()))
    expect(said.map((line) => line.value as string)).toEqual(['done', 'done', 'done'])
  })
})
