"""From a sidecar to its outputs: plan, submit, poll, collect, publish.

``plan`` decides and touches nothing; the other modules do, each restartable at the
last committed step.
"""
