import { searchContract } from '../../support/search-contract.ts'

searchContract('random', {
  repeats: true,
  lacks: ['warmStart', 'allowRepeats', 'tell', 'constraints'],
  severalObjectives: true,
  computes: true,
})
