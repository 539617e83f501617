import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { attuneCommand } from '../support/attune-cli.ts'
import { openPty } from '../support/pty.ts'
import { tempFolder } from '../support/temp-folder.ts'
import type { Pty } from '../support/pty.ts'

const SCRIPT = `
def train(config):
    return {"val_loss": config["lr"], "zeal": 1}
`

function init(args: readonly string[]): { readonly cwd: string; readonly pty: Pty } {
  const cwd = tempFolder()
  writeFileSync(join(cwd, 'train.py'), SCRIPT)
  const [file, all] = attuneCommand(['init', ...args])
  return { cwd, pty: openPty(file, all, { cwd, cols: 100 }) }
}

const asked = (pty: Pty, question: string): Promise<string[]> =>
  pty.waitFor((screen) => screen.some((line) => line.includes(question)))

function study(cwd: string): unknown {
  return parse(readFileSync(join(cwd, 'study.yaml'), 'utf8'))
}

test('on a terminal three questions are asked, and Enter takes what is proposed', async () => {
  const { cwd, pty } = init([])
  await asked(pty, 'What is to be tuned')
  pty.write('train.py\r')
  await asked(pty, 'Which metric counts (val_loss, zeal)? [val_loss]')
  pty.write('\r')
  await asked(pty, 'How many trials? [50]')
  pty.write('many\r')
  await asked(pty, 'Answer a whole number')
  pty.write('7\r')
  expect(await pty.exit).toEqual({ code: 0, signal: 0 })
  expect(study(cwd)).toMatchObject({
    trainable: { python: 'train.py', function: 'train' },
    metric: 'val_loss',
    mode: 'min',
    trials: 7,
  })
})

test('whether it is to be small or large is asked where the name does not tell', async () => {
  const { cwd, pty } = init(['train.py', '--trials', '3'])
  await asked(pty, 'Which metric counts')
  pty.write('zeal\r')
  await asked(pty, 'Is zeal to be small (min) or large (max)?')
  pty.write('max\r')
  expect((await pty.exit).code).toBe(0)
  expect(study(cwd)).toMatchObject({ metric: 'zeal', mode: 'max', trials: 3 })
})

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('%s writes nothing', async (_, key) => {
  const { cwd, pty } = init(['train.py'])
  await asked(pty, 'Which metric counts')
  pty.write(key)
  expect((await pty.exit).code).toBe(1)
  expect(pty.screen().join('\n')).toContain('Cancelled: nothing was written.')
  expect(existsSync(join(cwd, 'study.yaml'))).toBe(false)
})

test('--yes asks nothing', async () => {
  const { cwd, pty } = init(['train.py', '--yes'])
  expect((await pty.exit).code).toBe(0)
  expect(study(cwd)).toMatchObject({ metric: 'val_loss', trials: 50 })
})
