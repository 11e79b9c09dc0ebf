import 'tradespec/binance/schemas'
