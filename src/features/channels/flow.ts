export { confirmChannel, openConfirming, unconfirmedOf } from './confirming.ts'
export {
  channelChanged,
  channelMoved,
  heardOfChannel,
  heardOfMember,
  keepAndTell,
  keepBarrier,
  keepLook,
  lookAt,
  lookingFirst,
  namesOf,
  obstacleOf,
  obstaclesOf,
} from './looking.ts'
