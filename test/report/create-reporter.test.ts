import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { createReporter } from '../../src/report/create-reporter.ts'
import type { ReporterOptions } from '../../src/report/create-reporter.ts'
import { wantsColor, wantsUnicode } from '../../src/report/palette.ts'
import { Drive, playAll } from './drive.ts'
import { FakePipe, FakeTerminal, Screen } from './fake-terminal.ts'
import { START } from './hand-made-study.ts'

function rawOn(options: Partial<ReporterOptions>): string {
  const stdout = new FakeTerminal(new Screen(100, 30))
  const clock = { ms: START }
  const reporter = createReporter({
    verbose: 1,
    stream: stdout,
    neighbours: [stdout],
    env: {},
    now: () => clock.ms,
    ...options,
  })
  playAll(new Drive(reporter, clock))
  reporter.close()
  return stdout.raw
}

describe('createReporter', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const isLive = (raw: string): boolean => raw.includes('\u001b[?25l')

  it('draws a block on a terminal', () => {
    expect(isLive(rawOn({}))).toBe(true)
    expect(isLive(rawOn({ env: { CI: 'false' } }))).toBe(true)
  })

  it.each([
    ['a dumb terminal', { env: { TERM: 'dumb' } }],
    ['a build server', { env: { CI: '1' } }],
    ['the wish for it', { format: 'plain' }],
    ['the wish for it in the environment', { env: { ATTUNE_OUTPUT: 'plain' } }],
    ['another wish in the environment', { env: { ATTUNE_OUTPUT: 'live' }, format: 'plain' }],
  ] as const)('writes plain lines for %s', (_, options) => {
    expect(rawOn(options)).toMatch(/^Study mnist/u)
    expect(rawOn(options)).not.toContain('\u001b')
  })

  it('colours a terminal unless it is told not to', () => {
    const red = '\u001b[31m'
    expect(rawOn({})).toContain(red)
    expect(rawOn({ env: { NO_COLOR: '1' } })).not.toContain(red)
    expect(rawOn({ env: { FORCE_COLOR: '0' } })).not.toContain(red)
    expect(rawOn({ format: 'plain', env: { FORCE_COLOR: '1' } })).toContain(red)
  })

  it('writes nothing at all at verbosity 0', () => {
    expect(rawOn({ verbose: 0 })).toBe('')
    const stdout = new FakeTerminal(new Screen(80, 24))
    const silent = createReporter({ verbose: 0, stream: stdout, env: {} })
    silent.note('a message')
    silent.close()
    expect(stdout.raw).toBe('')
    expect(stdout.eventNames()).toEqual(new FakeTerminal(new Screen(80, 24)).eventNames())
  })

  it('does not touch its stream before there is something to tell', () => {
    const stdout = new FakeTerminal(new Screen(80, 24))
    const reporter = createReporter({ verbose: 1, stream: stdout, env: {} })
    reporter.close()
    void reporter.onStudyEnd(new Drive(reporter, { ms: START }).study)
    expect(stdout.raw).toBe('')
  })

  it('takes a size instead of the one of the stream', () => {
    const pipe = new FakePipe()
    const reporter = createReporter({
      verbose: 1,
      format: 'live',
      stream: pipe,
      neighbours: [],
      env: {},
      columns: 40,
      rows: 4,
      now: () => START,
    })
    new Drive(reporter, { ms: START }).open()
    expect(pipe.text.split('\n')).toHaveLength(4)
    reporter.close()
  })

  it.each([
    [{ verbose: 4 }, 'INVALID_VERBOSE'],
    [{ verbose: true }, 'INVALID_VERBOSE'],
    [{ verbose: 1, format: 'xml' }, 'INVALID_OUTPUT_FORMAT'],
    [{ verbose: 0, env: { ATTUNE_OUTPUT: 'yaml' } }, 'INVALID_OUTPUT_FORMAT'],
  ])('refuses %j', (options, code) => {
    expect(() => createReporter(options as unknown as ReporterOptions)).toThrow(
      expect.objectContaining({ code }),
    )
    expect(() => createReporter(options as unknown as ReporterOptions)).toThrow(ConfigurationError)
  })
})

describe('the environment', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ FORCE_COLOR: '' }, false, true],
    [{ FORCE_COLOR: '3' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: 'false' }, true, false],
  ])('%j on a terminal (%s): colours %s', (env, isTerminal, wanted) => {
    expect(wantsColor(env, isTerminal)).toBe(wanted)
  })

  it.each([
    [{}, false],
    [{ LANG: 'de_DE.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, false],
    [{ LC_CTYPE: 'UTF-8', LANG: 'C', LC_ALL: '' }, true],
    [{ LANG: 'C.UTF-8', TERM: 'linux' }, false],
  ])('%j: more than ASCII %s', (env, wanted) => {
    expect(wantsUnicode(env)).toBe(wanted)
  })
})
