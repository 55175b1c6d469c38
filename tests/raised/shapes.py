"""How eleven runtimes log a request that failed: `t` the time, `raised` what was raised."""

PYTHON = """{t} ERROR app: request failed
Traceback (most recent call last):
  File "/opt/app/serve.py", line 41, in handle
    return work(request)
  File "/opt/app/serve.py", line 77, in work
    return fetch(order)
{raised}"""
JAVA = """{t} ERROR 1 --- [nio-8081-exec-3] o.a.c.c.C.[.[.[/].[dispatcherServlet] : Servlet.service() threw exception
{raised}
\tat org.acme.Orders.load(Orders.java:118)
\tat org.acme.Orders.show(Orders.java:44)
\tat java.base/java.lang.Thread.run(Thread.java:840)"""
NODE = """{t} error: GET /orders failed
{raised}
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)
    at async load (/app/src/orders.js:31:10)"""
GO = """{t} ERROR http: panic serving 127.0.0.1:51004: {raised}
goroutine 37 [running]:
net/http.(*conn).serve.func1()
\t/usr/local/go/src/net/http/server.go:1868 +0xb9
main.(*Orders).Load(0xc0000b2000)
\t/src/orders.go:88 +0x1f3"""
RUBY = """{t} ERROR -- : {raised}
/app/lib/orders.rb:21:in `load'
/app/lib/orders.rb:9:in `show'"""
PHP = """[{t}] production.ERROR: {raised} at /var/www/app/Orders.php:57)
[stacktrace]
#0 /var/www/app/Orders.php(57): Orders->load()
#1 {{main}}"""
DOTNET = """{t} fail: Microsoft.AspNetCore.Server.Kestrel[13]
      An unhandled exception was thrown by the application.
{raised}
         at Orders.Load(Int32 id) in /src/Orders.cs:line 52"""
RUST = """{t} ERROR orders: request failed
thread 'tokio-runtime-worker' panicked at src/orders.rs:61:14:
{raised}
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"""
ELIXIR = """{t} [error] GenServer Orders.Worker terminating
** ({raised}
    (orders 0.4.1) lib/orders/worker.ex:41: Orders.Worker.handle_info/2
    (stdlib 4.3.1) gen_server.erl:1123: :gen_server.try_dispatch/4"""
PERL = """[{t}] [error] orders: {raised} at /srv/orders/lib/Orders.pm line 88."""
CPP = """{t} [critical] orders: unhandled: {raised}
terminate called after throwing an instance of 'std::runtime_error'"""
