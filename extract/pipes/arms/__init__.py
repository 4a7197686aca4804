"""Arms: who got what, at which dose, by which route, and how many they were.

For registry records, ``registry.read_arm(title, description="", interventions=(), *, vocabulary)
-> ArmReading | None`` reads drug, role, dose, route, infusion minutes, schedule and add-ons of one
registered arm; ``ArmReading.sources`` gives for each field the text (0 the title, 1 the
description, 2 and on the interventions) and the offsets it was read from.
"""
