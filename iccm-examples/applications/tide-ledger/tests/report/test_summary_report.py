"""The notice board."""

from summary import band, high_waters, report, show_clock, smooth


def test_smooth_of_one_height():
    assert smooth([17]) == [18]


def test_smooth_weighs_the_own_height():
    assert smooth([0, 50, 9, 100])[1:3] == [31, 35]


def test_smooth_first_and_last():
    result = smooth([5, 80, 20, 30])
    assert (result[0], result[-1]) == (5, 20)


def test_first_position_is_no_high_water():
    assert high_waters([9, 5, 6, 6, 1, 3]) == [2, 5]


def test_flat_top_counts_once():
    assert high_waters([2, 8, 8, 8, 1]) == [1]


def test_bands_high():
    assert [band(159), band(362)] == ["ebb", "flood"]


def test_band_of_a_dry_harbour():
    assert band(-20) == "sand"


def test_clock_of_the_evening_before():
    assert show_clock(-35) == "eve-35"


def test_clock_after_midnight():
    assert show_clock(9) == "0.09"


def test_report_without_readings():
    assert report("~ fog all day") == ["too few: 0"]


def test_report_ends_with_the_range():
    assert report("1h00/1m\n2h00/2m\n3h00/1m")[-1] == "range 60"


def test_report_of_the_evening_before():
    assert report("23h00/1m\n23h40/2m")[0] == "eve-20 mid 201"
