"""What Redis runs in one step: Lua, loaded at start and called by its SHA-1."""

from __future__ import annotations

import hashlib
from functools import cache

# Sets a record's fields. ARGV[at]: how many follow; then field and value, `=` before it, or `-` to remove it.
_SET = """
local function set(key, at)
  for i = at + 1, at + 2 * ARGV[at], 2 do
    local value = ARGV[i + 1]
    if value == '-' then redis.call('HDEL', key, ARGV[i])
    else redis.call('HSET', key, ARGV[i], string.sub(value, 2)) end
  end
  return at + 1 + 2 * ARGV[at]
end
"""
# The fields of a record that are not as expected; ARGV as above, `-` for one that must be absent.
_WRONG = """
local function wrong(key, at)
  local found = {}
  for i = at + 1, at + 2 * ARGV[at], 2 do
    local value = redis.call('HGET', key, ARGV[i])
    if (value and '=' .. value or '-') ~= ARGV[i + 1] then found[#found + 1] = ARGV[i] end
  end
  return found
end
"""

# KEYS: the record. ARGV: ttl, channel, message, the changes, the expected fields (as in _SET).
# Returns how many heard, or the fields that are not as expected.
CHANGE = (
    _SET
    + _WRONG
    + """
local others = wrong(KEYS[1], 5 + 2 * ARGV[4])
if #others > 0 then return others end
set(KEYS[1], 4)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
if ARGV[2] == '' then return 0 end
return redis.call('PUBLISH', ARGV[2], ARGV[3])
"""
)

# KEYS: the record, where it moves to. ARGV: ttl, channel, message, ttl of the left, the changes, the left,
# the expected fields. Returns as CHANGE.
RENAME = (
    _SET
    + _WRONG
    + """
local at = 6 + 2 * ARGV[5]
local others = wrong(KEYS[1], at + 1 + 2 * ARGV[at])
if #others > 0 then return others end
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('RENAME', KEYS[1], KEYS[2])
else redis.call('DEL', KEYS[2]) end
local left = set(KEYS[2], 5)
redis.call('PEXPIRE', KEYS[2], ARGV[1])
set(KEYS[1], left)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return redis.call('PUBLISH', ARGV[2], ARGV[3])
"""
)

# KEYS: a record that was copied. ARGV: ttl of the left, channel or nothing, message, the left, the record as
# it was copied. Returns how many heard, or -1 if it is another by now.
LEAVE = (
    _SET
    + _WRONG
    + """
local at = 5 + 2 * ARGV[4]
if redis.call('HLEN', KEYS[1]) ~= tonumber(ARGV[at]) or #wrong(KEYS[1], at) > 0 then return -1 end
redis.call('DEL', KEYS[1])
set(KEYS[1], 4)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
if ARGV[2] == '' then return 0 end
return redis.call('PUBLISH', ARGV[2], ARGV[3])
"""
)

# On a cluster, where a command is sent by its keys. KEYS: the channel. ARGV: the channel, message.
PUBLISH = "return redis.call('PUBLISH', ARGV[1], ARGV[2])"

# KEYS: when the bucket is full again, in microseconds of Redis' clock (GCRA). ARGV: microseconds for a token,
# burst. Returns the microseconds to wait.
ALLOW = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local full_at = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + ARGV[1]
local wait = math.ceil(full_at - ARGV[1] * ARGV[2] - now)
if wait > 0 then return wait end
-- %.0f: as it is, Lua would write 14 digits of it.
redis.call('SET', KEYS[1], string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000))
return 0
"""

# KEYS: the topic's head, a hash {epoch, history, offset, last:<event>}, and the event's stream, whose ids are
# offsets; `p` is the offset of the event's one before, which shows whether older ones were dropped. After a
# failover the history is another one: it may have lost events, and their numbers must not mean others.
RECORD = """
local history = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
local head = redis.call('HMGET', KEYS[1], 'epoch', 'history')
local epoch = head[1]
if not epoch or head[2] ~= history then
  epoch = ARGV[1]
  redis.call('HSET', KEYS[1], 'epoch', epoch, 'history', history)
end
local offset = redis.call('HINCRBY', KEYS[1], 'offset', 1)
local last = redis.call('HGET', KEYS[1], 'last:' .. ARGV[2])
if not last then
  last = 0
  redis.call('DEL', KEYS[2])
end
redis.call('HSET', KEYS[1], 'last:' .. ARGV[2], offset)
local frame = ARGV[4] .. ',"' .. epoch .. '",' .. offset .. ']'
redis.call('XADD', KEYS[2], 'MAXLEN', ARGV[3], offset .. '-0', 'p', last, 'f', frame)
redis.call('PEXPIRE', KEYS[1], ARGV[7])
redis.call('PEXPIRE', KEYS[2], ARGV[6])
return redis.call('PUBLISH', ARGV[5], frame)
"""

# Returns {epoch, offset, whole, frame, ...}: whole is 0 when some of the events are gone.
PAST = """
local head = redis.call('HGETALL', KEYS[1])
local fields = {}
for at = 1, #head, 2 do fields[head[at]] = head[at + 1] end
if not fields['epoch'] then return {'', 0, (ARGV[1] == '' or ARGV[1] == '-') and 1 or 0} end
local answer = {fields['epoch'], tonumber(fields['offset']), 1}
if ARGV[1] == '-' then return answer end
local gone = {fields['epoch'], tonumber(fields['offset']), 0}
if ARGV[1] ~= '' and ARGV[1] ~= fields['epoch'] then return gone end
local since = tonumber(ARGV[2])
if since > answer[2] then return gone end
for field, last in pairs(fields) do
  if string.sub(field, 1, 5) == 'last:' and tonumber(last) > since then
    local key = KEYS[1] .. ':' .. string.sub(field, 6)
    local first = redis.call('XRANGE', key, '-', '+', 'COUNT', 1)
    if #first == 0 or tonumber(first[1][2][2]) > since then return gone end
    for _, entry in ipairs(redis.call('XRANGE', key, (since + 1) .. '-0', '+')) do
      answer[#answer + 1] = entry[2][4]
    end
  end
end
return answer
"""


@cache
def sha(script: str) -> str:
    """What EVALSHA calls a script."""
    return hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()
