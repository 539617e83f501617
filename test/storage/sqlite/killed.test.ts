import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openSqliteStorage } from '../../../src/storage/sqlite/open.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { kill, startTuner } from './start-tuner.ts'

const root = tempFolder()

it('keeps what was acknowledged, whole, when its writer is killed at any moment', async () => {
  const path = join(root, 'killed.db')
  for (let round = 0; round < 4; round++) {
    const { process, lines } = startTuner('append', path)
    const patience = 1 + Math.floor(Math.random() * 400)
    for (let i = 0; i < patience; i++) await lines.next()
    const killed = kill(process)
    let acknowledged = 0
    for (let line = await lines.next(); !line.done; line = await lines.next()) {
      acknowledged = Number(line.value)
    }
    await killed

    const storage = openSqliteStorage(path)
    const results = [...storage.events()].map((event) =>
      event.type === 'reported' ? event.result : {},
    )
    expect(results.length).toBeGreaterThanOrEqual(acknowledged)
    expect(results.map((result) => result['number'])).toEqual(results.map((_, i) => i))
    // The last list that was appended is in as a whole.
    expect(results.at(-1)?.['place']).toBe(Number(results.at(-1)?.['of']) - 1)
    for (const trial of ['t_0', 't_3']) {
      const own = [...storage.trialEvents(trial)].map((event) => event.at)
      expect(own).toEqual(results.map((_, i) => i).filter((i) => `t_${i % 5}` === trial))
    }
    storage.close()
  }
})
