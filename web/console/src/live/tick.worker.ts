// Beats once a second. Browsers slow the timers of a page in the background down to one a minute,
// and the server takes an agent for gone after 60 s; timers of a worker are left alone.
setInterval(() => postMessage(0), 1000);
