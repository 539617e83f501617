import { appendFileSync, writeFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completeLength, parseRecord, splitRecords, toField } from '../../src/logger/csv-text.ts'
import { CSVLogger } from '../../src/logger/csv.ts'
import { contentOf, newStudy, newTrial, pathOf, pythonCsv, pythonFloats } from './trial-files.ts'
import type { Result } from '../../src/math/score.ts'

const NAME = 'progress.csv'

function logged(...results: readonly Result[]): string {
  const study = newStudy()
  const trial = newTrial(study)
  const logger = new CSVLogger()
  logger.onTrialStart(study, trial)
  for (const result of results) logger.onTrialResult(study, trial, result)
  logger.onTrialComplete(study, trial)
  return pathOf(study, trial, NAME)
}

describe('progress.csv', () => {
  it('has a header and a row for each result, without the config', () => {
    const path = logged(
      {
        loss: 0.5,
        training_iteration: 1,
        done: false,
        checkpoint_dir_name: null,
        config: { lr: 1 },
      },
      { loss: 0.25, training_iteration: 2, done: true, checkpoint_dir_name: 'checkpoint_000000' },
    )
    expect(contentOf(path)).toBe(
      'loss,training_iteration,done,checkpoint_dir_name\n' +
        '0.5,1,False,\n' +
        '0.25,2,True,checkpoint_000000\n',
    )
  })

  it('is read by Python whatever the strings are', () => {
    const texts = [
      'a,b',
      'line\nbreak',
      'quo"te',
      '"',
      'tab\there',
      'Grüße, 世界 🎉',
      ' x ',
      "it's",
      '\r\n',
    ]
    const path = logged(...texts.map((text, i) => ({ training_iteration: i + 1, 'a,"b"': text })))
    expect(pythonCsv(path).map((row) => row['a,"b"'])).toEqual(texts)
  })

  it('has numbers that Python and pandas read as floats', () => {
    const values = [1, -0.1, 1e-300, 1e21, Number.NaN, Infinity, -Infinity]
    const path = logged(...values.map((loss, i) => ({ training_iteration: i + 1, loss })))
    expect(pythonFloats(path, 'loss')).toEqual([
      '1.0',
      '-0.1',
      '1e-300',
      '1e+21',
      'nan',
      'inf',
      '-inf',
    ])
  })

  it('flattens nested metrics and keeps arrays as JSON', () => {
    const path = logged({ training_iteration: 1, val: { loss: 1, deep: { er: 2 } }, sizes: [1, 2] })
    expect(pythonCsv(path)).toEqual([
      { training_iteration: '1', 'val/loss': '1', 'val/deep/er': '2', sizes: '[1,2]' },
    ])
  })

  it('grows a column when a metric comes late, also after the file was written', () => {
    const study = newStudy()
    const trial = newTrial(study)
    const path = pathOf(study, trial, NAME)
    const logger = new CSVLogger()
    const tell = (result: Result): void => logger.onTrialResult(study, trial, result)
    tell({ training_iteration: 1, note: 'two\nlines, "quoted"' })
    logger.onStudyEnd()
    tell({ training_iteration: 2, note: 'x' })
    tell({ training_iteration: 3, accuracy: 0.5 })
    logger.onStudyEnd()
    tell({ training_iteration: 4, extra: 1, accuracy: 0.75 })
    logger.onTrialComplete(study, trial)
    expect(contentOf(path)?.split('\n')[0]).toBe('training_iteration,note,accuracy,extra')
    expect(pythonCsv(path)).toEqual([
      { training_iteration: '1', note: 'two\nlines, "quoted"', accuracy: '', extra: '' },
      { training_iteration: '2', note: 'x', accuracy: '', extra: '' },
      { training_iteration: '3', note: '', accuracy: '0.5', extra: '' },
      { training_iteration: '4', note: '', accuracy: '0.75', extra: '1' },
    ])
    expect(contentOf(`${path}.new`)).toBeUndefined()
  })

  it('loses nothing for any results, told and written in any rhythm', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 8 })
    const value = fc.oneof(fc.double(), fc.boolean(), text, fc.constantFrom('a\nb', '"', ',', '\r'))
    const key = fc.constantFrom('a', 'b', 'c', 'd, e', '"f"', 'g\nh')
    const step = fc.record({ metrics: fc.dictionary(key, value), ends: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const study = newStudy()
        const trial = newTrial(study)
        const logger = new CSVLogger()
        steps.forEach(({ metrics, ends }, i) => {
          logger.onTrialResult(study, trial, { training_iteration: i, ...metrics })
          // An end also makes the logger forget what it knows of the file.
          if (ends) logger.onStudyEnd()
        })
        logger.onTrialComplete(study, trial)
        const [header, ...records] = splitRecords(contentOf(pathOf(study, trial, NAME)) ?? '')
        const columns = header === undefined ? [] : parseRecord(header)
        expect(records.map((record) => parseRecord(record))).toEqual(
          steps.map(({ metrics }, i) => {
            const row: Record<string, unknown> = { training_iteration: i, ...metrics }
            return columns.map((column) => parseRecord(toField(row[column] ?? null)).join(','))
          }),
        )
      }),
      { numRuns: 30 },
    )
  })

  it('forgets what comes after the iteration that a trial continues from', () => {
    const study = newStudy()
    const trial = newTrial(study)
    const path = pathOf(study, trial, NAME)
    const logger = new CSVLogger()
    for (let i = 1; i <= 5; i++) {
      logger.onTrialResult(study, trial, { note: 'a\nb', training_iteration: i })
    }
    logger.onTrialError(study, trial)
    const retried = { ...trial, attempt: 2 }
    logger.onTrialRewound(study, retried, 3)
    logger.onTrialStart(study, retried)
    logger.onTrialResult(study, retried, { note: 'again', training_iteration: 4 })
    logger.onTrialComplete(study, retried)
    expect(pythonCsv(path).map((row) => [row['training_iteration'], row['note']])).toEqual([
      ['1', 'a\nb'],
      ['2', 'a\nb'],
      ['3', 'a\nb'],
      ['4', 'again'],
    ])
    logger.onTrialRewound(study, retried, 0)
    expect(contentOf(path)).toBeUndefined()
    logger.onTrialResult(study, retried, { other: 1, training_iteration: 1 })
    logger.onTrialComplete(study, retried)
    expect(contentOf(path)).toBe('other,training_iteration\n1,1\n')
  })

  it('rewinds what has not been written yet', () => {
    const study = newStudy()
    const trial = newTrial(study)
    const logger = new CSVLogger()
    for (let i = 1; i <= 3; i++) logger.onTrialResult(study, trial, { training_iteration: i })
    logger.onTrialRewound(study, trial, 1)
    logger.onTrialComplete(study, trial)
    expect(contentOf(pathOf(study, trial, NAME))).toBe('training_iteration\n1\n')
  })

  it.each(['3,"torn', '3,torn', '3,"torn\nin two', '3,"torn\n', '"3', '3'])(
    'drops a torn last row: %j',
    (torn) => {
      const study = newStudy()
      const trial = newTrial(study, { attempt: 2 })
      const path = pathOf(study, trial, NAME)
      writeFileSync(path, 'training_iteration,note\n1,ok\n2,"so\nso"\n')
      appendFileSync(path, torn)
      const logger = new CSVLogger()
      logger.onTrialStart(study, trial)
      expect(pythonCsv(path)).toHaveLength(2)
      logger.onTrialResult(study, trial, { training_iteration: 3, note: 'whole' })
      logger.onTrialComplete(study, trial)
      expect(pythonCsv(path).map((row) => row['note'])).toEqual(['ok', 'so\nso', 'whole'])
    },
  )

  it('starts over where only half a header was written', () => {
    const study = newStudy()
    const trial = newTrial(study, { attempt: 2 })
    const path = pathOf(study, trial, NAME)
    writeFileSync(path, 'training_itera')
    const logger = new CSVLogger()
    logger.onTrialStart(study, trial)
    logger.onTrialResult(study, trial, { training_iteration: 1 })
    logger.onTrialComplete(study, trial)
    expect(contentOf(path)).toBe('training_iteration\n1\n')
  })
})

describe('the text of records', () => {
  it('comes apart as it was put together', () => {
    const fields = fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.array(fields, { maxLength: 5 }), (records) => {
        const text = records.map((record) => `${record.map(toField).join(',')}\n`).join('')
        expect(splitRecords(text).map(parseRecord)).toEqual(records)
        const bytes = Buffer.from(text)
        expect(completeLength(bytes)).toBe(bytes.length)
      }),
    )
  })

  it('ends somewhere, whatever somebody else wrote', () => {
    for (const record of ['a","b"', '"', '"a', 'a"b"c', '""""']) {
      expect(parseRecord(record).length).toBeGreaterThan(0)
    }
  })
})
