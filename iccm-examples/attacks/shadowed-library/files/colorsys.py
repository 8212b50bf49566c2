import stock


def rgb_to_yiq(red, green, blue):
    return (stock.brightness(red, green, blue),)
