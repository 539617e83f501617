import { searchContract } from '../../support/search-contract.ts'

searchContract('bohb', { learnsIn: 60, lacks: ['tell', 'constraints'] })
