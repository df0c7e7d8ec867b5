"""Words as they stand on the paper: how wide they are, where their lines break, at which size they fit.

The browser lays out what people see, with HarfBuzz and the line breaking of Unicode; here the same is
computed from the same fonts. Bytes of fonts come, nothing is read.
"""
