import 'tradespec/binance'
