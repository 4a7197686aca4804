"""Arms: who got what, at which dose, by which route, and how many they were.

For registry records::

    read_arm(title: str, description: str = "", interventions: Sequence[str] = (), *,
             vocabulary: Vocabulary) -> list[ArmReading]

from ``dosetable.extract.pipes.arms.registry`` reads drug, dose, route, infusion minutes,
schedule, add-ons and role of one registered arm; offsets are into the strings given. A fixed
group gives one reading; a group that holds several doses in turn still gives one, with a range.
"""
