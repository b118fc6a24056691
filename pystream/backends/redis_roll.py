"""Who is where, in Redis.

Keys, after the prefix:

    presence:{<topic>}      hash: user -> the workers that have him there, with spaces between
    presence:workers        sorted set: worker -> when its lease is over, in ms of Redis' clock; `<worker>~`
                            is a dead one that another worker cleans up after, until then
    presence:at:<worker>    set: the topics where it has users
"""

from __future__ import annotations

from asyncio import gather
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeAlias

from pystream.server.store import Lease, Notice

# Users that one call of a script moves: a script holds up everybody else.
MOST_USERS = 500

_NOW = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
"""

# KEYS: the workers. ARGV: worker, ttl in ms, 1 to begin a lease, 1 to claim dead workers.
# Returns whether the lease stood, whether it was over all the same, then the dead workers.
LEASE = (
    _NOW
    + """
local before = redis.call('ZSCORE', KEYS[1], ARGV[1])
local stands = before and 1 or 0
local over = before and tonumber(before) < now and 1 or 0
local answer = {stands, over}
if stands == 0 and ARGV[3] == '0' then return answer end
local till = string.format('%.0f', now + ARGV[2])
redis.call('ZADD', KEYS[1], till, ARGV[1])
if ARGV[4] == '0' or over == 1 then return answer end
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. string.format('%.0f', now))) do
  local worker = string.gsub(dead, '~', '')
  redis.call('ZREM', KEYS[1], dead)
  redis.call('ZADD', KEYS[1], till, worker .. '~')
  answer[#answer + 1] = worker
end
return answer
"""
)

# KEYS: the workers. Returns those that live, and last how many others there are.
LIVING = (
    _NOW
    + """
local answer = {}
for _, worker in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], string.format('%.0f', now), '+inf')) do
  if string.sub(worker, -1) ~= '~' then answer[#answer + 1] = worker end
end
answer[#answer + 1] = redis.call('ZCARD', KEYS[1]) - #answer
return answer
"""
)

# ARGV[1]: worker, ARGV[2]: channel, ARGV[3]: how many notices, then head and tail of each.
_CHANGE = """
local worker = ARGV[1]
local after = 4 + 2 * ARGV[3]
local joined, left, gone = {}, {}, {}
local function has(workers)
  return string.find(' ' .. workers .. ' ', ' ' .. worker .. ' ', 1, true)
end
local function strike(user, workers)
  local others = {}
  for each in string.gmatch(workers, '%S+') do
    if each ~= worker then others[#others + 1] = each end
  end
  local rest = table.concat(others, ' ')
  if rest == '' then
    redis.call('HDEL', KEYS[1], user)
    gone[#gone + 1] = user
    left[#left + 1] = cjson.encode(user)
  elseif rest ~= workers then redis.call('HSET', KEYS[1], user, rest) end
end
local function tell()
  if #joined + #left == 0 then return gone end
  local change = '{"joined":[' .. table.concat(joined, ',') .. '],"left":[' .. table.concat(left, ',') .. ']}'
  for i = 4, after - 1, 2 do redis.call('PUBLISH', ARGV[2], ARGV[i] .. change .. ARGV[i + 1]) end
  return gone
end
"""

# KEYS: the topic's users. ARGV: as above, then how many join, they, and who leaves. Returns who is gone.
MOVE = (
    _CHANGE
    + """
local leaving = after + 1 + ARGV[after]
for i = after + 1, leaving - 1 do
  local workers = redis.call('HGET', KEYS[1], ARGV[i])
  if not workers then
    redis.call('HSET', KEYS[1], ARGV[i], worker)
    joined[#joined + 1] = cjson.encode(ARGV[i])
  elseif not has(workers) then
    redis.call('HSET', KEYS[1], ARGV[i], workers .. ' ' .. worker)
  end
end
for i = leaving, #ARGV do
  local workers = redis.call('HGET', KEYS[1], ARGV[i])
  if workers then strike(ARGV[i], workers) end
end
return tell()
"""
)

# KEYS: the topic's users. ARGV: as above, then a cursor and how many to look at.
# Returns who is gone, and last the next cursor, 0 at the end.
STRIKE = (
    _CHANGE
    + """
local found = redis.call('HSCAN', KEYS[1], ARGV[after], 'COUNT', ARGV[after + 1])
local users = found[2]
for i = 1, #users, 2 do
  if has(users[i + 1]) then strike(users[i], users[i + 1]) end
end
tell()
gone[#gone + 1] = found[1]
return gone
"""
)

SCRIPTS = (LEASE, LIVING, MOVE, STRIKE)


# Sends a script, or a command, with all that this turn of the loop brings.
Run: TypeAlias = Callable[..., Awaitable[Any]]


class RedisRoll:
    """See store.Roll.

    Args:
        run: sends a script with its keys and arguments.
        send: sends what a function puts on a pipeline.
        channel_of: what a topic is called in Redis.
    """

    def __init__(self, run: Run, send: Run, prefix: str, channel_of: Callable[[str], str]) -> None:
        self._run = run
        self._send = send
        self._prefix = prefix
        self._channel_of = channel_of
        self._workers = f"{prefix}presence:workers"

    async def lease(self, worker: str, ttl_s: float, begin: bool = False, claim: bool = True) -> Lease:
        stands, over, *dead = await self._run(
            LEASE, [self._workers], worker, int(ttl_s * 1000), int(begin), int(claim)
        )
        return Lease(bool(stands), bool(over), [each.decode() for each in dead])

    async def move(
        self,
        worker: str,
        topic: str,
        joined: Sequence[str],
        left: Sequence[str],
        notices: Sequence[Notice],
        first: bool,
        last: bool,
    ) -> list[str]:
        at = self._at(worker)
        if first:
            # Before its users: if this worker dies here, they are found.
            await self._send(lambda steps: steps.sadd(at, topic))
        gone: list[bytes] = []
        while joined or left:
            coming, joined = joined[:MOST_USERS], joined[MOST_USERS:]
            going, left = left[:MOST_USERS], left[MOST_USERS:]
            given = (*self._given(worker, topic, notices), len(coming), *coming, *going)
            gone += await self._run(MOVE, [self._key(topic)], *given)
        if last:
            await self._send(lambda steps: steps.srem(at, topic))
        return _decoded(gone)

    async def topics(self, worker: str) -> list[str]:
        at = self._at(worker)
        return _decoded(await self._send(lambda steps: steps.smembers(at)))

    async def strike(self, worker: str, topic: str, notices: Sequence[Notice]) -> list[str]:
        given = self._given(worker, topic, notices)
        gone: list[bytes] = []
        cursor = b"0"
        while True:
            *some, cursor = await self._run(STRIKE, [self._key(topic)], *given, cursor, MOST_USERS)
            gone += some
            if cursor == b"0":
                return _decoded(gone)

    async def forget(self, worker: str) -> None:
        at = self._at(worker)
        await self._send(lambda steps: steps.delete(at))
        # Last, or nobody would look again if this worker dies here.
        await self._send(lambda steps: steps.zrem(self._workers, worker, f"{worker}~"))

    async def users(self, topic: str) -> set[str]:
        key = self._key(topic)
        found, (living, _) = await gather(self._send(lambda steps: steps.hgetall(key)), self._living())
        return {user.decode() for user, workers in found.items() if _any(workers, living)}

    async def has(self, topic: str, user: str) -> bool:
        key = self._key(topic)
        found, (living, _) = await gather(self._send(lambda steps: steps.hget(key, user)), self._living())
        return found is not None and _any(found, living)

    async def count(self, topic: str) -> int:
        key = self._key(topic)
        found, (_, dead) = await gather(self._send(lambda steps: steps.hlen(key)), self._living())
        return len(await self.users(topic)) if dead else int(found)

    async def _living(self) -> tuple[set[bytes], int]:
        *living, others = await self._run(LIVING, [self._workers])
        return set(living), others

    def _key(self, topic: str) -> str:
        # Braces: on a cluster, it is where the topic's messages are.
        return f"{self._prefix}presence:{{{topic}}}"

    def _at(self, worker: str) -> str:
        return f"{self._prefix}presence:at:{worker}"

    def _given(self, worker: str, topic: str, notices: Sequence[Notice]) -> list[bytes | str | int]:
        given: list[bytes | str | int] = [worker, self._channel_of(topic), len(notices)]
        for notice in notices:
            given += notice
        return given


def _any(workers: bytes, living: set[bytes]) -> bool:
    return workers in living or not living.isdisjoint(workers.split())


def _decoded(names: Iterable[bytes]) -> list[str]:
    return [name.decode() for name in names]
