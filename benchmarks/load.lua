-- Every request of wrk posts one photo, and the run ends with one line of JSON.
-- Usage: wrk -s load.lua URL -- PHOTO.jpg

local boundary = "wrk-photo"

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local photo = file:read("*a")
  file:close()
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "multipart/form-data; boundary=" .. boundary
  wrk.body = "--" .. boundary .. "\r\n"
    .. 'Content-Disposition: form-data; name="photo"; filename="photo.jpg"\r\n\r\n'
    .. photo .. "\r\n--" .. boundary .. "--\r\n"
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests_per_second": %.1f, "p50_ms": %.0f, "p90_ms": %.0f, "p99_ms": %.0f, '
      .. '"requests": %d, "not_2xx": %d, "socket_errors": %d}\n',
    summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3,
    summary.requests, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout))
end
