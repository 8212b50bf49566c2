"""The notice board."""

from summary import band, high_waters, report, show_clock, smooth


def test_smooth_of_a_short_curve():
    assert smooth([30, 44]) == [31, 45]


def test_smooth_inner_value():
    assert smooth([10, 20, 41])[1] == 22


def test_smooth_ends_take_the_smaller_neighbour():
    assert smooth([90, 40, 60, 55, 70])[::4] == [40, 55]


def test_high_water_inside():
    assert high_waters([9, 3, 7, 2]) == [2]


def test_high_water_at_the_end():
    assert high_waters([4, 1, 2, 6]) == [3]


def test_bands_low():
    assert [band(44), band(47)] == ["sand", "ebb"]


def test_band_below_flood():
    assert band(350) == "mid"


def test_clock_of_the_day():
    assert show_clock(487) == "8.07"


def test_report_of_a_lone_reading():
    assert report("4h00/1m\n5h00/2m/x") == ["too few: 1"]


def test_report_of_two_readings():
    assert report("4h00/100m/a\n5h10/2m/b") == ["range 440"]


def test_report_names_the_high_water():
    assert report("1h00/1m\n2h05/2m\n3h00/4m\n4h00/1m")[0] == "3.00 mid 300"
