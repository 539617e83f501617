import { ASHAScheduler, choice, loguniform, Tuner } from 'attune'

const tuner = new Tuner(
  async (config, trial) => {
    for (let epoch = 1; epoch <= 10; epoch++) {
      const loss = (Math.log10(config.lr) + 2) ** 2 + 0.1 * config.layers + 1 / epoch
      await trial.report({ loss })
    }
  },
  {
    paramSpace: { lr: loguniform(1e-4, 1e-1), layers: choice([1, 2, 3]) },
    tuneConfig: { metric: 'loss', mode: 'min', numSamples: 20, scheduler: new ASHAScheduler() },
  },
)
const results = await tuner.fit()
console.log('best:', results.getBestResult().config)
