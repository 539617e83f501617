import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CLIReporter } from '../../src/report/cli-reporter.ts'
import { createReporter } from '../../src/report/create-reporter.ts'
import type { ReporterOptions } from '../../src/report/create-reporter.ts'
import { Drive, playAll } from './drive.ts'
import { FakePipe, FakeTerminal, Screen } from './fake-terminal.ts'
import { HandMadeStudy, START, mixedStudy } from './hand-made-study.ts'

interface Live {
  readonly drive: Drive
  readonly screen: Screen
  readonly stdout: FakeTerminal
  readonly stderr: FakeTerminal
  readonly reporterOn: (options?: Partial<ReporterOptions>) => Drive
}

function live(options: Partial<ReporterOptions> = {}, columns = 100, rows = 30): Live {
  const screen = new Screen(columns, rows)
  const stdout = new FakeTerminal(screen)
  const stderr = new FakeTerminal(screen)
  const clock = { ms: START }
  const reporterOn = (more: Partial<ReporterOptions> = {}): Drive =>
    new Drive(
      createReporter({
        verbose: 1,
        stream: stdout,
        neighbours: [stdout, stderr],
        env: { TERM: 'xterm' },
        now: () => clock.ms,
        ...options,
        ...more,
      }),
      clock,
    )
  return { drive: reporterOn(), screen, stdout, stderr, reporterOn }
}

/** How often a line that begins like this is on the screen or was scrolled off it. */
function occurrences(screen: Screen, beginning: string): number {
  return screen.everything.split('\n').filter((line) => line.startsWith(beginning)).length
}

describe('the live block', () => {
  // Rendering goes by `now` alone; only the timers that redraw later are set aside here.
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is redrawn in place and leaves the final table', () => {
    const { drive, screen } = live()
    drive.study.total = 2
    drive.open()
    expect(screen.visible[1]).toBe('Number of trials: 0/2')
    const trial = drive.add({ lr: 0.1 })
    drive.wait(1)
    drive.start(trial)
    for (let i = 0; i < 5; i++) {
      drive.wait(1)
      drive.report(trial, { loss: 1 / (i + 1) })
      expect(screen.history).toEqual([])
      expect(screen.cursorIsHidden).toBe(true)
      expect(screen.wraps).toBe(true)
    }
    expect(`\n${screen.text}\n`).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 1/2 (1 RUNNING)
      Resources: CPU ####.... 1/2
      Using ASHA: num_stopped=4
      Best loss: 1 ###############---------------..............._______________ 0.2 (of 5 results)
      Running: 00000 iter 5 loss=0.2 5s
      +----------------------+----------+------+--------+--------+------------------+
      | Trial name           | status   |   lr |   loss |   iter |   total time (s) |
      |----------------------+----------+------+--------+--------+------------------|
      | ...mnist_63ecc_00000 | RUNNING  |  0.1 |    0.2 |      5 |              7.5 |
      +----------------------+----------+------+--------+--------+------------------+
      [........................................] 0% | running for 6s
      "
    `)
    drive.study.best = trial
    drive.complete(trial)
    drive.end()
    drive.reporter.close()
    expect(`\n${screen.text}\n`).toMatchInlineSnapshot(`
      "
      Study mnist in /home/me/attune_results/mnist
      Number of trials: 1/2 (1 TERMINATED)
      +----------------------+------------+------+--------+--------+------------------+
      | Trial name           | status     |   lr |   loss |   iter |   total time (s) |
      |----------------------+------------+------+--------+--------+------------------|
      | ...mnist_63ecc_00000 | TERMINATED |  0.1 |    0.2 |      5 |              7.5 |
      +----------------------+------------+------+--------+--------+------------------+
      Best trial: 63ecc_00000 with loss=0.2 and parameters={lr: 0.1}
      Ended after 6s
      "
    `)
    expect(screen.cursorIsHidden).toBe(false)
    expect(screen.history).toEqual([])
  })

  it('stays below what others write', () => {
    const { drive, screen, stdout, stderr } = live()
    drive.open()
    stdout.write('first line\n')
    stderr.write('a warning\nand its second line\n')
    drive.wait(1)
    stdout.write('progress: ')
    drive.add({ lr: 0.1 })
    expect(screen.visible.slice(0, 6)).toEqual([
      'first line',
      'a warning',
      'and its second line',
      'progress:',
      'Study mnist in /home/me/attune_results/mnist',
      'Number of trials: 1/20 (1 PENDING)',
    ])
    stdout.write('50%')
    stderr.write('another warning\n')
    drive.wait(1)
    stdout.write(' done\nlast line\n')
    vi.runOnlyPendingTimers()
    drive.end()
    drive.reporter.close()
    expect(screen.visible.slice(0, 7)).toEqual([
      'first line',
      'a warning',
      'and its second line',
      'another warning',
      'progress: 50% done',
      'last line',
      'Study mnist in /home/me/attune_results/mnist',
    ])
  })

  it('is never torn, whatever is written, and loses nothing of it', () => {
    const { drive, screen, stdout, stderr } = live({}, 60, 16)
    drive.open()
    const written: string[] = []
    for (let i = 0; i < 200; i++) {
      const stream = i % 3 === 0 ? stderr : stdout
      const text = `message ${i} ${'x'.repeat(1 + ((i * 7) % 90))}`
      written.push(text)
      const cut = (i * 5) % text.length
      stream.write(text.slice(0, cut))
      if (i % 4 === 0) drive.wait(0.2)
      if (i % 5 === 0) drive.start(drive.add({ lr: i }))
      stream.write(`${text.slice(cut)}\n`)
      if (i % 7 === 0) vi.runOnlyPendingTimers()
    }
    drive.wait(1)
    drive.end()
    drive.reporter.close()
    // Long lines are broken by the terminal, and put together again here.
    const text = screen.everything.replaceAll('\n', '')
    let place = -1
    for (const message of written) {
      const found = text.indexOf(message, place + 1)
      expect(found).toBeGreaterThan(place)
      place = found
    }
    expect(occurrences(screen, 'Study mnist')).toBe(1)
    expect(occurrences(screen, 'Resources:')).toBe(0)
  })

  it('is drawn ten times a second at most', () => {
    const { drive, stdout } = live()
    drive.open()
    const trial = drive.add()
    drive.start(trial)
    let frames = 0
    let { raw } = stdout
    for (let i = 0; i < 1000; i++) {
      drive.wait(0.001)
      drive.report(trial, { loss: i })
      if (stdout.raw !== raw) frames += 1
      raw = stdout.raw
    }
    expect(frames).toBeGreaterThan(5)
    expect(frames).toBeLessThanOrEqual(10)
  })

  it('goes on when nothing happens', () => {
    const { drive, screen } = live()
    drive.open()
    drive.wait(62)
    vi.advanceTimersByTime(1000)
    expect(screen.visible.at(-1)).toContain('running for 1min 2s')
  })

  it('writes nothing when nothing changed', () => {
    const { drive, stdout } = live()
    drive.open()
    drive.wait(0.5)
    const { raw } = stdout
    vi.advanceTimersByTime(10_000)
    expect(stdout.raw).toBe(raw)
  })

  it('follows the size of the terminal', () => {
    const { drive, screen, stdout } = live({}, 100, 30)
    for (const trial of mixedStudy().trials) drive.study.trials.push(trial)
    drive.open()
    expect(screen.visible.length).toBe(18)
    screen.rows = 12
    screen.columns = 100
    drive.wait(1)
    stdout.emit('resize')
    expect(screen.visible.at(-1)).toContain('running for 1s')
    expect(screen.visible.length).toBeLessThan(12)
  })

  it('tells failures as lines that stay, but not without end', () => {
    const { drive, screen } = live({ reporter: new CLIReporter({ maxErrorRows: 3 }) })
    drive.open()
    for (let i = 0; i < 10; i++) {
      drive.wait(1)
      drive.fail(drive.add(), 'out of memory')
    }
    expect(occurrences(screen, 'Trial train_mnist')).toBe(3)
    expect(screen.everything).toContain(
      'Trial train_mnist_63ecc_00002 failed: TypeError: out of memory',
    )
    drive.reporter.close()
  })

  it('tells more with more verbosity', () => {
    const told = (verbose: 1 | 2 | 3): string[] => {
      const { drive, screen } = live({ verbose }, 200, 60)
      playAll(drive)
      drive.reporter.close()
      return screen.visible.filter((line) => line.startsWith('Trial ')).map((l) => l.split(' ')[2]!)
    }
    expect(told(1)).toEqual(['failed', 'failed:'])
    expect(told(2)).toEqual([
      'started:',
      'started:',
      'saved',
      'stopped',
      'started:',
      'failed',
      'goes',
      'started',
      'completed',
      'started:',
      'failed:',
      'completed',
    ])
    expect(told(3).filter((word) => word === 'iteration')).toHaveLength(4)
  })

  it('puts messages above itself, and where there is no block at the end', () => {
    const { drive, screen } = live()
    drive.reporter.note('before')
    drive.open()
    drive.reporter.note('during\u001b[2J\nin two lines')
    expect(screen.visible.slice(0, 4)).toEqual([
      'before',
      'during\\x1b[2J',
      'in two lines',
      'Study mnist in /home/me/attune_results/mnist',
    ])
    drive.end()
    drive.reporter.note('after')
    expect(screen.visible.at(-1)).toBe('after')
    drive.reporter.close()
  })

  it('leaves its last state behind when it is closed in the middle', () => {
    const { drive, screen, stdout } = live()
    drive.open()
    drive.start(drive.add({ lr: 0.1 }))
    stdout.write('unfinished')
    drive.reporter.close()
    drive.reporter.close()
    expect(screen.cursorIsHidden).toBe(false)
    expect(screen.visible[0]).toBe('unfinished')
    expect(screen.text).toContain('Number of trials: 1/20 (1 RUNNING)')
    expect(occurrences(screen, 'Study mnist')).toBe(1)
    stdout.write('next\n')
    expect(screen.visible.at(-1)).toBe('next')
    drive.report(drive.study.trials[0]!, { loss: 1 })
    vi.runOnlyPendingTimers()
    expect(screen.visible.at(-1)).toBe('next')
  })

  it('leaves streams, listeners and timers as they were', () => {
    const before = { ...countListeners() }
    const { drive, stdout, stderr } = live()
    drive.open()
    drive.start(drive.add())
    expect(countListeners()).not.toEqual(before)
    drive.end()
    expect(countListeners()).toEqual(before)
    expect(Object.hasOwn(stdout, 'write') || Object.hasOwn(stderr, 'write')).toBe(false)
    expect(stdout.listenerCount('resize')).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
    drive.reporter.close()
  })

  it('has the terminal for itself: a second study tells in plain lines', () => {
    const { drive: first, screen, reporterOn } = live({}, 150, 40)
    const second = reporterOn()
    second.study.name = 'second'
    first.open()
    second.open()
    second.wait(1)
    const trial = second.add({ lr: 0.5 })
    second.start(trial)
    second.report(trial, { loss: 1 })
    second.complete(trial)
    vi.advanceTimersByTime(100)
    expect(screen.visible.slice(0, 5)).toEqual([
      'Study second in /home/me/attune_results/mnist: 20 trials',
      'Search: random',
      'Using ASHA: num_stopped=4',
      'Trial train_mnist_63ecc_00000 completed after 1 iteration in 1.5s: loss=1 | lr=0.5',
      'Study mnist in /home/me/attune_results/mnist',
    ])
    second.end()
    first.end()
    expect(occurrences(screen, 'Study mnist in')).toBe(1)
    // Free again for the next one.
    const third = reporterOn()
    third.study.name = 'third'
    third.open()
    expect(screen.cursorIsHidden).toBe(true)
    for (const { reporter } of [first, second, third]) reporter.close()
  })

  it('survives a picture that cannot be painted', () => {
    const { drive, screen } = live()
    drive.open()
    const broken = new HandMadeStudy()
    Object.defineProperty(drive.study, 'schedulerLine', {
      get: () => {
        throw new Error('no line today')
      },
    })
    drive.wait(1)
    vi.advanceTimersByTime(1000)
    expect(screen.text).toBe('The report has failed: Error: no line today')
    expect(broken.schedulerLine).toBe('Using ASHA: num_stopped=4')
    drive.reporter.close()
    expect(screen.cursorIsHidden).toBe(false)
  })

  it('keeps out of a stream that leads elsewhere', () => {
    const log = new FakePipe()
    const { drive } = live({ neighbours: [log] })
    drive.open()
    log.write('unfinished')
    expect(log.text).toBe('unfinished')
    drive.reporter.close()
  })
})

function countListeners(): Record<string, number> {
  const events = ['exit', 'SIGINT', 'SIGTERM', 'SIGHUP', 'SIGTSTP', 'SIGCONT']
  return Object.fromEntries(events.map((event) => [event, process.listenerCount(event)]))
}
