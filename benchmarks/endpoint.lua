-- For wrk: sends the requests of a file, one URL path a line, in turn, each client beginning at another place; tells what became of them.
local accept = "application/sparql-results+json"
local requests = {}
local next_one = 0
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(arguments)
  for path in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", path, { ["Accept"] = accept })
  end
  next_one = number * math.floor(#requests / tonumber(arguments[2]))
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end

function done(summary, latency)
  io.write(string.format("figures %d %d %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
