import { describe, expect, it } from 'vitest'
import { AttuneError } from '../../../src/errors.ts'
import { CLIReporter } from '../../../src/report/cli-reporter.ts'
import { Columns } from '../../../src/report/columns.ts'
import { keyLines } from '../../../src/report/live/key-lines.ts'
import { TrialBrowser } from '../../../src/report/live/trial-browser.ts'
import { palette } from '../../../src/report/palette.ts'
import { selectRows } from '../../../src/report/trial-rows.ts'
import { HandMadeStudy } from '../hand-made-study.ts'
import type { StudyControls } from '../../../src/study/controls.ts'
import type { TrialRows } from '../../../src/report/trial-rows.ts'

interface Bench {
  readonly study: HandMadeStudy
  readonly browser: TrialBrowser
  /** What the study was told. */
  readonly told: string[]
  /** Ids of the rows that are shown. */
  readonly rows: (limit?: number) => string[]
  readonly lastLine: () => string | undefined
}

function bench({ refuses = false, hasControls = true } = {}): Bench {
  const study = new HandMadeStudy()
  for (let i = 0; i < 10; i++) {
    const loss = i === 4 ? Number.NaN : (i * 7) % 10
    study.add({ status: 'TERMINATED', params: { lr: i }, result: { loss } })
  }
  study.add({ status: 'RUNNING', params: { lr: 10 }, result: { loss: 3.5 } })
  study.add({ params: { lr: 11 } })
  const columns = new Columns(new CLIReporter(), ['loss'])
  for (const trial of study.trials) columns.observe(trial)
  const told: string[] = []
  const tell =
    (what: string) =>
    (...args: readonly unknown[]): void => {
      if (refuses) throw new AttuneError('TRIAL_ENDED', 'It has\u001b ended already.')
      told.push([what, ...args].join(' '))
    }
  const controls: StudyControls = {
    stop: tell('stop'),
    stopTrial: tell('stopTrial'),
    pauseTrial: tell('pauseTrial'),
    resumeTrial: tell('resumeTrial'),
    addTrial: () => '',
  }
  const browser = new TrialBrowser({
    study,
    columns,
    controls: () => (hasControls ? controls : undefined),
    interrupt: tell('interrupt'),
  })
  const rows = (limit = 4): string[] => {
    const { selected } = browser
    const usual = (): TrialRows =>
      selectRows(study, { limit, best: undefined, selected, sortBy: undefined })
    return browser.rows(limit, usual).shown.map(({ id }) => id.slice(-2))
  }
  return { study, browser, told, rows, lastLine: () => keyLines(browser, palette(false)).at(-1) }
}

describe('TrialBrowser', () => {
  it('selects among the rows, and keeps who is selected on the screen', () => {
    const { browser, rows } = bench()
    expect(rows()).toEqual(['10', '08', '09', '11'])
    browser.press(['j'])
    expect(browser.selected?.number).toBe(10)
    browser.press(['down', 'j'])
    expect(browser.selected?.number).toBe(9)
    browser.press(['k'])
    expect(browser.selected?.number).toBe(8)
    expect(rows(3)).toContain('08')
    browser.press(['end'])
    expect(browser.selected?.number).toBe(11)
    browser.press(['escape'])
    expect(browser.selected).toBeUndefined()
  })

  it('sorts by one column after the other, and scrolls through all trials', () => {
    const { browser, rows, lastLine } = bench()
    rows()
    browser.press(['s'])
    expect(rows()).toEqual(['00', '01', '02', '03'])
    browser.press(['S'])
    expect(rows()).toEqual(['11', '10', '09', '08'])
    expect(lastLine()).toContain('s sort (trial, reversed)')
    browser.press(['s'])
    expect(lastLine()).toContain('s sort (loss)')
    // Small losses first; who has none comes last.
    expect(rows(12).join(' ')).toBe('00 03 06 09 10 02 05 08 01 07 04 11')
    browser.press(['S'])
    expect(rows(12).join(' ')).toBe('07 01 08 05 02 10 09 06 03 00 04 11')
    rows()
    browser.press(['j', 'j', 'j', 'j', 'j'])
    expect(rows()).toEqual(['01', '08', '05', '02'])
    expect(browser.selected?.number).toBe(2)
    browser.press(['page-down'])
    expect(rows()).toEqual(['10', '09', '06', '03'])
    browser.press(['end'])
    expect(rows()).toEqual(['03', '00', '04', '11'])
    browser.press(['home'])
    expect(rows()).toEqual(['07', '01', '08', '05'])
    browser.press(['s'])
    expect(lastLine()).toContain('s sort (lr)')
    browser.press(['s'])
    expect(lastLine()).toContain('s sort |')
    // In the usual order who is selected stays among the rows.
    expect(rows()).toEqual(['10', '07', '09', '11'])
  })

  it('follows trials whose values change', () => {
    const { browser, rows, study } = bench()
    rows()
    browser.press(['s', 's'])
    expect(rows()[0]).toBe('00')
    const trial = study.trials[11]!
    trial.lastResult = { loss: -1 }
    browser.moved(trial)
    expect(rows()[0]).toBe('11')
    const added = study.add({ status: 'RUNNING', result: { loss: -2 } })
    browser.moved(added)
    expect(rows()[0]).toBe('12')
  })

  it('stops a trial when that is confirmed', () => {
    const { browser, rows, told, lastLine } = bench()
    rows()
    browser.press(['x'])
    expect(lastLine()).toBe('Select a trial with j and k first.')
    browser.press(['j'])
    browser.press(['x'])
    expect(lastLine()).toBe('Stop trial 63ecc_00010 for good? (y/n)')
    browser.press(['j'])
    browser.press(['n'])
    expect(told).toEqual([])
    expect(browser.selected?.number).toBe(10)
    browser.press(['x'])
    browser.press(['y'])
    expect(told).toEqual(['stopTrial 63ecc_00010 stopped in the terminal'])
    expect(lastLine()).toBe('63ecc_00010 stops at its next report.')
    browser.press(['j'])
    browser.press(['x'])
    expect(lastLine()).toBe('63ecc_00008 has ended already.')
  })

  it('takes no answer that came together with its question', () => {
    const { browser, told, lastLine } = bench()
    browser.press(['q', 'y'])
    expect(told).toEqual([])
    expect(lastLine()).toContain('End the study?')
    browser.press(['y'])
    expect(told).toEqual(['stop finish ended in the terminal'])
  })

  it('interrupts where there are no controls', () => {
    const { browser, told, rows, lastLine } = bench({ hasControls: false })
    rows()
    browser.press(['q'])
    browser.press(['Y'])
    expect(told).toEqual(['interrupt'])
    browser.press(['j'])
    browser.press(['p'])
    expect(lastLine()).toBe('The study cannot be told anything now.')
  })

  it('pauses and resumes', () => {
    const { browser, rows, told, study } = bench()
    rows()
    browser.press(['j'])
    browser.press(['p'])
    browser.press(['p'])
    study.trials[10]!.status = 'PAUSED'
    browser.press(['p'])
    expect(told).toEqual([
      'pauseTrial 63ecc_00010 paused in the terminal',
      'resumeTrial 63ecc_00010',
      'resumeTrial 63ecc_00010',
    ])
  })

  it('says what could not be done', () => {
    const { browser, rows, lastLine } = bench({ refuses: true })
    rows()
    browser.press(['j'])
    browser.press(['p'])
    expect(lastLine()).toBe('It has\\x1b ended already.')
    browser.press(['j'])
    expect(lastLine()).toContain('j/k select')
  })

  it('opens a trial, goes to the next one, and back', () => {
    const { browser, rows } = bench()
    rows()
    browser.press(['enter'])
    expect(browser.opened).toBeUndefined()
    browser.press(['j', 'enter'])
    expect(browser.opened?.number).toBe(10)
    browser.press(['j'])
    expect(browser.opened?.number).toBe(8)
    browser.press(['escape'])
    expect(browser.opened).toBeUndefined()
    expect(browser.selected?.number).toBe(8)
  })

  it('has lines about its keys that fit into 80 cells', () => {
    const { browser } = bench()
    browser.press(['?'])
    const lines = keyLines(browser, palette(false))
    expect(lines).toHaveLength(3)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
    browser.press(['h'])
    expect(keyLines(browser, palette(false))).toHaveLength(1)
  })
})
