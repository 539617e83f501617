import { describe, expect, it } from 'vitest'
import { createLogger, loggerNames } from '../../src/logger/create-logger.ts'
import { CSVLogger } from '../../src/logger/csv.ts'
import { ErrorLogger } from '../../src/logger/error-log.ts'
import { JSONLogger } from '../../src/logger/json.ts'
import { MLflowLogger } from '../../src/logger/mlflow/mlflow-logger.ts'
import { PBTPolicyLogger } from '../../src/logger/pbt-policy.ts'
import { PrometheusLogger } from '../../src/logger/prometheus/prometheus-logger.ts'
import { TensorBoardLogger } from '../../src/logger/tensorboard/tensorboard-logger.ts'

describe('a logger by its name', () => {
  it.each([
    ['json', JSONLogger],
    [{ name: 'JSON', dialect: 'ray' }, JSONLogger],
    ['csv', CSVLogger],
    ['TensorBoard', TensorBoardLogger],
    [{ name: 'tensor_board', prefix: '' }, TensorBoardLogger],
    ['error', ErrorLogger],
    ['pbt-policy', PBTPolicyLogger],
    ['PBT_Policy', PBTPolicyLogger],
    ['prometheus', PrometheusLogger],
    [{ name: 'mlflow', uri: 'http://127.0.0.1:1', experiment: 'x' }, MLflowLogger],
  ])('%j', (given, type) => {
    expect(createLogger(given)).toBeInstanceOf(type)
  })

  it.each([
    ['mlfow', 'Did you mean mlflow?'],
    ['', 'There is no logger "".'],
    ['wandb', 'There are: json, csv, tensorboard, error, pbt-policy, mlflow, prometheus.'],
    ['toString', 'There is no logger "toString".'],
    [{ uri: 'x' }, 'There is no logger {"uri":"x"}.'],
    [{ name: 7 }, 'There is no logger 7.'],
    [null, 'There is no logger null.'],
  ])('%j is none', (given, message) => {
    expect(() => createLogger(given as never)).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_LOGGER',
        message: expect.stringContaining(message),
        path: ['runConfig', 'loggers'],
      }),
    )
  })

  it.each(loggerNames)('%s takes only its own options', (name) => {
    expect(() => createLogger({ name, dialekt: 1 })).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_OPTION',
        message: expect.stringContaining('"dialekt"'),
      }),
    )
  })

  it('checks the values of options', () => {
    expect(() => createLogger({ name: 'json', dialect: 'python' })).toThrow(/'valid' or 'ray'/)
    expect(() => createLogger({ name: 'prometheus', port: '80' })).toThrow(/port is "80"/)
  })
})
