"""The worker for MineDojo: it runs in MineDojo's own Python and speaks the bridge's JSON lines.

It imports the standard library, numpy and minedojo alone, in any Python from 3.10 on, and nothing
of the rest of this project: `python -m worker` with this package's parent folder on the path.

    wire         requests in, replies and events out, a beat while a call lasts
    service      the calls: open, reset, observe, attempt
    simulator    MineDojo's environment; its faults told from the end of an episode
    sight        an observation as a `State`, in our words (`names`)
    body         one step after the other, and what each changed, as events
    attempts     a subgoal carried out: by `crafting`, `functional` acts, or a `Controller`
    scripted     the controller that is ours: `gathering`, `hunting`, `roaming`
"""
