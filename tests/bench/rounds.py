# SPDX-FileCopyrightText: 2026 The Resite authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs run in turns, so that a machine that is now fast and now slow treats all alike."""
import dataclasses
import os
import random
import signal
import statistics
import subprocess
import time
import typing


@dataclasses.dataclass
class Peer:
    """A program and what it is to do: commands one after the other. A word of a command that is a
    Secret becomes the number of a pipe that it can be read from."""
    name: str
    commands: typing.List[typing.List[str]]
    ours: bool = False                                   # its outcome is looked at each time
    action: typing.Optional[typing.Callable] = None      # instead of commands → Measure


class Secret(str):
    pass


@dataclasses.dataclass
class Job:
    name: str
    about: str
    reference: str
    peers: typing.List[Peer]
    prepare: typing.Callable            # (peer)
    outcome: typing.Callable            # (peer) → Outcome or None
    synced: typing.Optional[str] = None  # a folder whose data are to lie on the disk in the end


def pipe_with(secret):
    reading, writing = os.pipe()
    os.write(writing, secret.encode() + b"\n")
    os.close(writing)
    return reading


def start(command, output):
    """A process group of its own, and the pipes that it got."""
    pipes = [pipe_with(word) for word in command if isinstance(word, Secret)]
    numbers = iter(pipes)
    words = [str(next(numbers)) if isinstance(word, Secret) else word for word in command]
    process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=output,
                               stderr=subprocess.STDOUT, pass_fds=pipes, start_new_session=True)
    for number in pipes:
        os.close(number)
    return process


def wait(process):
    """→ (exit status, seconds of processor)."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime


def perform(commands, log, synced=None):
    """What it took: wall, sync and total in seconds, processor seconds, the last bad status."""
    measure = {"cpu": 0.0, "status": 0, "sync": 0.0, "load": os.getloadavg()[0]}
    begun = time.perf_counter()
    for command in commands:
        with open(log, "wb") as output:
            status, seconds = wait(start(command, output))
        measure["cpu"] += seconds
        measure["status"] = measure["status"] or status
    measure["wall"] = time.perf_counter() - begun
    if synced:
        subprocess.run(["sync", "-f", synced], check=True)
        measure["sync"] = time.perf_counter() - begun - measure["wall"]
    measure["total"] = measure["wall"] + measure["sync"]
    return measure


def kill_group(process):
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    return wait(process)


def judge(job, peer, measure, earlier):
    """Ours each time; a peer whose answer is known already is not asked again."""
    if not peer.ours and earlier:
        measure["outcome"] = earlier[-1]["outcome"]
        return
    outcome = job.outcome(peer)
    measure["outcome"] = "" if outcome is None else outcome.to_text()


def run_job(job, rounds, log, told=print):
    """{name: [measure of each round]}, each round all of them in an order of its own."""
    results = {peer.name: [] for peer in job.peers}
    for number in range(rounds):
        for peer in random.Random(f"{job.name}:{number}").sample(job.peers, len(job.peers)):
            job.prepare(peer)
            measure = (peer.action() if peer.action else
                       perform(peer.commands, log, job.synced))
            judge(job, peer, measure, results[peer.name])
            results[peer.name].append(measure)
            told(f"  {number + 1}/{rounds} {peer.name}: {measure['total']:.2f} s, processor "
                 f"{measure['cpu']:.2f} s{bad_status(measure)} {measure['outcome']}")
    return results


def bad_status(measure):
    return f", status {measure['status']}" if measure["status"] else ""


def ratios(ours, reference, what="total"):
    """(median of the rounds' ratios, ratio of the least). A measure's "share" is how much of the
    reference's work it had to do."""
    def cost(measure):
        return measure[what] / measure.get("share", 1)

    pairs = [cost(mine) / max(cost(its), 1e-3) for mine, its in zip(ours, reference)]
    return (statistics.median(pairs),
            min(map(cost, ours)) / max(min(map(cost, reference)), 1e-3))
