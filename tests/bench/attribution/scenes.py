"""All scenes, by what they are about."""

from __future__ import annotations

from collections.abc import Callable

from attribution import harms, tools, ways, windows
from attribution.stage import Stage, Trial

Scene = Callable[[Stage], Trial]

SCENES: dict[str, tuple[Scene, ...]] = {
    "missing_material": (
        windows.crafting_without_material,
        windows.smelting_without_input,
        windows.acting_on_what_is_not_carried,
        windows.parting_with_more_than_there_is,
        windows.trading_without_the_price,
        harms.using_without_the_material,
    ),
    "missing_tool": (
        tools.asking_for_a_tool_that_is_not_carried,
        tools.digging_without_the_tool,
        tools.digging_stone_by_hand,
        tools.taking_what_another_tool_gives,
    ),
    "tool_too_weak": (tools.digging_too_weak,),
    "tool_broke": (
        tools.breaking_a_tool,
        tools.breaking_a_tool,
        tools.breaking_the_weapon_asked_for,
    ),
    "missing_station": (
        windows.crafting_without_station,
        windows.crafting_without_station,
        windows.smelting_without_station,
        windows.depositing_without_container,
        harms.sleeping_without_a_bed,
        harms.using_without_the_station,
    ),
    "missing_fuel": (windows.smelting_without_fuel,),
    "target_not_found": (
        ways.searching_a_pen,
        ways.searching_until_the_end,
        ways.running_out_of_what_there_was,
        ways.digging_and_finding_nothing,
        ways.using_it_on_what_is_not_there,
        ways.using_it_on_one_that_takes_nothing,
        ways.going_to_what_is_not_in_view,
        ways.trading_with_nobody,
    ),
    "target_unreachable": (
        ways.gathering_out_of_reach,
        ways.gathering_out_of_reach,
        ways.hunting_out_of_reach,
        ways.going_out_of_reach,
        ways.a_station_out_of_reach,
        ways.using_it_on_what_is_out_of_reach,
        ways.trading_out_of_reach,
    ),
    "stuck": (ways.placing_without_a_spot, ways.walled_in, ways.digging_on_bedrock),
    "inventory_full": (
        windows.crafting_without_room,
        windows.smelting_without_room,
        windows.trading_without_room,
        ways.gathering_into_a_full_bag,
        ways.gathering_into_a_full_bag,
    ),
    "hazard": (harms.in_an_element, harms.on_what_hurts, harms.falling_down),
    "killed": (harms.killed_by_monsters,),
    "starving": (harms.waiting_to_get_well,),
    "window_blocked": (
        harms.sleeping_among_monsters,
        harms.sleeping_by_day,
        harms.eating_without_hunger,
        harms.using_a_station_that_gives_nothing,
        windows.depositing_into_a_full_container,
    ),
    "out_of_time": (
        windows.crafting_in_no_time,
        windows.smelting_in_no_time,
        ways.gathering_in_no_time,
        ways.going_in_no_time,
        ways.going_down_in_no_time,
        ways.waiting_in_vain,
        harms.getting_well_in_no_time,
        tools.hoping_for_a_rare_drop,
    ),
    "invalid_subgoal": (
        windows.crafting_nonsense,
        windows.smelting_nonsense,
        harms.nonsense,
        tools.digging_for_another_drop,
    ),
}
"""Scenes by the cause that they are set up for; what came of each, the ledger says."""
