import { searchContract } from '../../support/search-contract.ts'

searchContract('de', { learnsIn: 200 })
