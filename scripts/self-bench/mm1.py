# An M/M/1 queue with SimPy 3, as its own examples write one: python3 mm1.py JOBS SERVICE_NS INTERARRIVAL_NS SEED
# prints {"seconds": of the simulation alone, "meanNs": response time}
import json
import random
import sys
import time

import simpy

jobs, service_ns, interarrival_ns, seed = (int(argument) for argument in sys.argv[1:5])
random.seed(seed)
environment = simpy.Environment()
server = simpy.Resource(environment, capacity=1)
total_ns = 0.0


def job():
    global total_ns
    arrived = environment.now
    with server.request() as request:
        yield request
        yield environment.timeout(random.expovariate(1 / service_ns))
    total_ns += environment.now - arrived


def arrivals():
    for _ in range(jobs):
        yield environment.timeout(random.expovariate(1 / interarrival_ns))
        environment.process(job())


environment.process(arrivals())
started = time.perf_counter()
environment.run()
seconds = time.perf_counter() - started
print(json.dumps({"seconds": seconds, "meanNs": total_ns / jobs}))
