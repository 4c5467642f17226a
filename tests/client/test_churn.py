"""Writers publish and withdraw at random while apps sync over connections that drop: nothing lost, nothing
twice. benchmarks/sync.py does the same with processes, for as long as one likes."""

import threading

from churn import App, Churner, Proxy, slugs

from guidance.store import clients, keys

TURNS = 12


def test_apps_end_as_the_server_stands_whatever_happens_meanwhile(site, served, tmp_path) -> None:
    names = slugs(6)
    with site.database.writing() as session:
        clients.create(session, "strict", sees_pending=False)
        _, secret = keys.create(session, "strict", ["read"], client="strict")
    proxies = [Proxy(served[1], seed) for seed in range(3)]
    roles = (("patient", None), ("child", secret), ("doctor", None))
    apps = [
        App(tmp_path / role, f"http://127.0.0.1:{proxy.port}", role, key=key)
        for (role, key), proxy in zip(roles, proxies, strict=True)
    ]
    writers = [Churner(site, f"w{number}", number, names) for number in range(4)]
    over = threading.Event()

    def write(writer: Churner) -> None:
        for _ in range(TURNS):
            writer.turn()

    def follow(app: App) -> None:
        last = False
        while not (app.run(limit=3) and last):
            last = over.is_set()

    writing = [threading.Thread(target=write, args=(one,)) for one in writers]
    reading = [threading.Thread(target=follow, args=(one,)) for one in apps]
    for thread in (*writing, *reading):
        thread.start()
    for thread in writing:
        thread.join()
    over.set()
    for thread in reading:
        thread.join()
    for proxy in proxies:
        proxy.close()
    assert sum(one.done.total() for one in writers) == 4 * TURNS
    assert not any(one.done["gave up waiting"] for one in writers)
    assert [app.differs(site, names, approved_only=bool(app.key)) for app in apps] == [[], [], []]
    assert [app.twice() for app in apps] == [[], [], []]
    assert all(app.told for app in apps if not app.key)
