/*
 * What has to be one step in Redis, in Lua. Store time is Redis's own (nodes' clocks do not matter), in ms, and stands
 * still while no node says that it lives: neither leases nor nodes run out because Redis or all of us were away.
 */

const STORE_TIME = `
local function storeTime(clock, longestSilence)
  local time = redis.call('TIME')
  local at = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  local kept = redis.call('HMGET', clock, 'store', 'at')
  if not kept[1] then return at, at end
  local passed = math.max(0, at - tonumber(kept[2]))
  return tonumber(kept[1]) + math.min(passed, longestSilence), at
end
local function whole(number) return string.format('%.0f', number) end
`;

/** KEYS room, clock · ARGV longest silence → version, record (both '' when there is no room), store time. */
export const READ = `#!lua flags=no-writes
${STORE_TIME}
local room = redis.call('HMGET', KEYS[1], 'version', 'record')
return { room[1] or '', room[2] or '', whole((storeTime(KEYS[2], ARGV[1]))) }`;

/**
 * KEYS room, events, closed, deadlines, list, then the room sets of nodes that have no member in it any more, then of
 * those that have · ARGV expected version, version, record ('' when gone), name, epoch, deadline ('' for none), people
 * ('' when not listed), events kept, ms a closed room's events are kept, number of nodes left, first event's number,
 * events… → 1, or 0 when somebody was faster.
 */
export const WRITE = `
local name, epoch = ARGV[4], ARGV[5]
if (redis.call('HGET', KEYS[1], 'version') or '') ~= ARGV[1] then return 0 end
local gone = ARGV[3] == ''
if gone then
  redis.call('DEL', KEYS[1])
else
  redis.call('HSET', KEYS[1], 'version', ARGV[2], 'record', ARGV[3], 'epoch', epoch)
end
if gone or ARGV[6] == '' then redis.call('ZREM', KEYS[4], name) else redis.call('ZADD', KEYS[4], ARGV[6], name) end
if ARGV[7] ~= '' then
  if gone then redis.call('ZREM', KEYS[5], name) else redis.call('ZADD', KEYS[5], ARGV[7], name) end
end
for index = 6, #KEYS do
  redis.call(index < 6 + ARGV[10] and 'SREM' or 'SADD', KEYS[index], name)
end
for index = 12, #ARGV do
  local id = string.format('%.0f-0', ARGV[11] + index - 12)
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[8], id, 'event', ARGV[index])
end
if gone then
  redis.call('PEXPIRE', KEYS[2], ARGV[9])
  redis.call('SET', KEYS[3], epoch, 'PX', ARGV[9])
end
return 1`;

/** KEYS nodes, clock · ARGV longest silence, node's time to live, node → living nodes. */
export const HEARTBEAT = `${STORE_TIME}
local now, at = storeTime(KEYS[2], ARGV[1])
redis.call('HSET', KEYS[2], 'store', whole(now), 'at', whole(at))
redis.call('ZADD', KEYS[1], whole(now), ARGV[3])
return redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. whole(now - ARGV[2]), '+inf')`;

/** KEYS nodes, clock, deadlines · ARGV longest silence, node's time to live, prefix of the nodes' room sets, limit → names. */
export const DUE = `${STORE_TIME}
local now = storeTime(KEYS[2], ARGV[1])
local names = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', whole(now), 'LIMIT', 0, ARGV[4])
for _, node in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', whole(now - ARGV[2]))) do
  local rooms = redis.call('SMEMBERS', ARGV[3] .. node)
  if #rooms == 0 then redis.call('ZREM', KEYS[1], node) end
  for _, name in ipairs(rooms) do names[#names + 1] = name end
end
return names`;
