# SPDX-License-Identifier: MIT
# Copyright 2026 the surprisal authors
"""PyTorch's side of the bench: reads commands from standard input, one JSON object a line, and answers likewise."""

import base64
import json
import math
import os
import re
import sys
import time

# One thread, whatever library counts for itself.
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def from_text(text, dtype):
    return torch.frombuffer(bytearray(base64.b64decode(text)), dtype=dtype)


def to_text(tensor):
    return base64.b64encode(tensor.detach().contiguous().numpy().tobytes()).decode()


clocks = {"wall": time.perf_counter, "cpu": time.process_time}
now = clocks["wall"]


def seconds_of(call, calls):
    begin = now()
    for _ in range(calls):
        call()
    return now() - begin


def blas():
    """The file name of the BLAS that is mapped into this process, if its name says so."""
    try:
        with open("/proc/self/maps", encoding="utf8") as maps:
            names = re.findall(r"/([^/\s]*blas[^/\s]*)$", maps.read(), re.MULTILINE)
    except OSError:
        return ""
    return ", ".join(sorted(set(names)))


data = {}


class Rows:
    """One set of logits and labels."""

    def __init__(self, command):
        shape = (command["rows"], command["classes"])
        self.logits = from_text(command["logits"], torch.float32).reshape(shape)
        self.leaf = self.logits.clone().requires_grad_()
        self.labels = from_text(command["labels"], torch.int32).long()

    def loss(self):
        with torch.no_grad():
            return F.cross_entropy(self.logits, self.labels), None

    def grad(self):
        loss = F.cross_entropy(self.leaf, self.labels)
        return loss.detach(), torch.autograd.grad(loss, self.leaf)[0]

    def softmax(self):
        with torch.no_grad():
            return None, torch.softmax(self.logits, 1)

    def log_softmax(self):
        with torch.no_grad():
            return None, torch.log_softmax(self.logits, 1)

    def call(self, operation):
        return getattr(self, operation.replace("-", "_"))


class Loss:
    """One loss, written as an expression of its arguments."""

    def __init__(self, command):
        self.code = compile(command["torch"].replace("\n", " ").strip(), "loss", "eval")
        self.names = {"torch": torch, "F": F}
        self.leaves = []
        for name, kind, shape, text in command["args"]:
            if kind == "int32":
                self.names[name] = from_text(text, torch.int32).long().reshape(shape)
            else:
                self.names[name] = from_text(text, torch.float32).reshape(shape).requires_grad_(name in command["wrt"])
                if name in command["wrt"]:
                    self.leaves.append(self.names[name])

    def loss(self):
        with torch.no_grad():
            return eval(self.code, self.names), None

    def grad(self):
        loss = eval(self.code, self.names)  # the expression is the bench's own (cases/loss_table.mjs)
        torch.autograd.grad(loss, self.leaves)
        return loss.detach(), None

    def call(self, operation):
        return getattr(self, operation)


class Digits:
    """Softmax regression by stochastic gradient descent, features as they are stored or converted beforehand."""

    def __init__(self, command):
        self.count = command["count"]
        self.batch_size = command["batchSize"]
        self.learning_rate = command["learningRate"]
        pixels = from_text(command["images"], torch.uint8).reshape(self.count, command["features"])
        self.features = {"uint8": pixels, "float32": pixels.float() / 255}
        self.labels = from_text(command["labels"], torch.int32).long()
        self.loops = {}
        torch.manual_seed(1)
        self.sizes = (command["features"], command["classes"])

    def start(self):
        model = torch.nn.Linear(*self.sizes)
        return model, torch.optim.SGD(model.parameters(), lr=self.learning_rate)

    def step(self, model, optimizer, kind, rows):
        batch = self.features[kind][rows]
        if kind == "uint8":
            batch = batch.float().mul_(1 / 255)
        loss = F.cross_entropy(model(batch), self.labels[rows])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss

    def endless(self, kind):
        model, optimizer = self.start()
        while True:
            for rows in torch.randperm(self.count).split(self.batch_size):
                yield self.step(model, optimizer, kind, rows)

    def train(self, kind, steps):
        loop = self.loops.setdefault(kind, self.endless(kind))
        return seconds_of(lambda: next(loop), steps)

    def keep_test(self, command):
        pixels = from_text(command["images"], torch.uint8).reshape(-1, self.sizes[0])
        self.test = {"uint8": pixels, "float32": pixels.float() / 255}
        self.test_labels = from_text(command["labels"], torch.int32).long()

    def accuracy(self, model, kind):
        with torch.no_grad():
            test = self.test[kind]
            if kind == "uint8":
                test = test.float().mul_(1 / 255)
            return (model(test).argmax(1) == self.test_labels).sum().item() / len(self.test_labels)

    def race(self, kind, command):
        """From weights of zero until so many of the test digits are right, the rate along half a cosine."""
        begin = now()
        model, optimizer = self.start_at_zero()
        steps = command["steps"]
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: (1 + math.cos(math.pi * at / steps)) / 2)
        epochs = 0
        accuracy = 0.0
        while epochs < command["maxEpochs"] and accuracy < command["goal"]:
            for rows in torch.randperm(self.count).split(self.batch_size):
                self.step(model, optimizer, kind, rows)
                schedule.step()
            epochs += 1
            accuracy = self.accuracy(model, kind)
        return {"seconds": now() - begin, "epochs": epochs, "accuracy": accuracy}

    def start_at_zero(self):
        model, optimizer = self.start()
        with torch.no_grad():
            model.weight.zero_()
            model.bias.zero_()
        return model, optimizer

    def trained(self, kind, steps):
        """From weights of zero, the same first examples in every batch."""
        model, optimizer = self.start_at_zero()
        for _ in range(steps):
            loss = self.step(model, optimizer, kind, torch.arange(self.batch_size))
        return loss, model.weight.t()


def answer(command):
    global now
    do = command["do"]
    if do == "hello":
        now = clocks[command["clock"]]
        capability = re.search(r"CPU capability usage: (\S+)", torch.__config__.show())
        instructions = f", {capability[1]}" if capability else ""
        note = f"native{instructions}, one thread; BLAS: {blas() or 'its own'}"
        return {"version": torch.__version__, "note": note}
    if do == "data":
        data[command["id"]] = Rows(command)
    elif do == "loss":
        data[command["id"]] = Loss(command)
    elif do == "forget":
        data.pop(command["data"], None)
    elif do == "time":
        call = data[command["data"]].call(command["operation"])
        return {"seconds": seconds_of(call, command["calls"])}
    elif do == "answer":
        value, array = data[command["data"]].call(command["operation"])()
        return {"value": value and value.item(), "array": None if array is None else to_text(array)}
    elif do == "digits":
        data["digits"] = Digits(command)
    elif do == "train":
        return {"seconds": data["digits"].train(command["kind"], command["steps"])}
    elif do == "test digits":
        data["digits"].keep_test(command)
    elif do == "race":
        return data["digits"].race(command["kind"], command)
    elif do == "trained":
        value, array = data["digits"].trained(command["kind"], command["steps"])
        return {"value": value.item(), "array": to_text(array)}
    else:
        raise ValueError(f"no such command: {do}")
    return {}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:  # the bench says what went wrong
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
