import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CommandExecutor } from '../../../src/executor/command/command-executor.ts'
import { command } from '../../../src/executor/command/command.ts'
import { readFromTrial, readToTrial } from '../../../src/protocol/read-message.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { Harness } from '../process/harness.ts'

const folder = tempFolder()
const page = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8')

it('the client in the document works', async () => {
  const source = /```bash\n([^]*?)```/.exec(page)?.[1] ?? ''
  const script = join(folder, 'train.sh')
  writeFileSync(script, source)
  const harness = await new Harness(new CommandExecutor(command(`bash ${script}`))).open()
  expect(await harness.run({ lr: 0.5 })).toMatchObject({ cause: 'completed' })
  expect(harness.reports().at(-1)).toEqual({ step: 5, loss: 0.1 })
  harness.decide = ({ seq }) => (seq === 2 ? 'stop' : 'continue')
  const spec = harness.launch({ lr: 1 })
  expect(await harness.ended(spec)).toMatchObject({ cause: 'stopped' })
  expect(harness.reports(spec.trial)).toHaveLength(2)
  await harness.close()
})

it('the conversation in the document is made of real messages', () => {
  const lines = [...page.matchAll(/^([→←]) (\{.*\})$/gm)]
  const types = lines.map(([, side, text = '']) => {
    const message: unknown = JSON.parse(text)
    return (side === '→' ? readFromTrial(message) : readToTrial(message)).type
  })
  expect(types).toEqual(['hello', 'start', 'report', 'answer', 'report', 'answer', 'done'])
})
